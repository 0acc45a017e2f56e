// The page's header: who is signed in, a new conversation, the transcript, the theme.
import type { Session } from "../connection/types";
import { byId } from "./config";
import { label } from "./labels";
import { clearNotice } from "./notice";
import { chooseTheme } from "./theme";

export interface Controls {
  begin(): void;
  transcript(): void;
  close(): void;
}

/** Connects the buttons. */
export function wireHeader(controls: Controls, theme: string): void {
  const dialog = byId<HTMLDialogElement>("new-dialog");
  byId("new").addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") controls.begin();
    dialog.returnValue = "";
  });
  byId("transcript").addEventListener("click", controls.transcript);
  document.getElementById("close")?.addEventListener("click", controls.close);
  byId("notice-close").addEventListener("click", () => clearNotice());
  const select = byId<HTMLSelectElement>("theme");
  select.value = theme;
  select.addEventListener("change", () => chooseTheme(select.value));
}

/** Shows who is signed in, or that one can sign in. */
export function showUser({ user, sign_in }: Session): void {
  byId("signing").hidden = user === null && !sign_in;
  byId("sign-in").hidden = user !== null || !sign_in;
  byId("signed-in").hidden = user === null;
  if (user) byId("user").textContent = label("signed_in_as", { name: user.name || user.email });
}
