// Loads Web Chat; until it is there, and where it never comes, the plain chat goes on.
import type { Api } from "../connection/api";
import { byId } from "./config";
import type { Conversation } from "./conversation";
import { sayTooLong } from "./errors";
import { keepTyped } from "./typed";

/** Puts Web Chat into the plain chat's place, or offers to try that again. */
export async function loadChat(conversation: Conversation, api: Api): Promise<void> {
  const loaded = await import("../chat/web-chat").catch(() => null);
  if (!loaded) return offerReload();
  await conversation.handOver(new loaded.WebChat(api.rate.bind(api), sayTooLong));
}

/** A browser remembers that a script could not be loaded: the page has to be loaded anew. */
function offerReload(): void {
  byId("plain-trouble").hidden = false;
  byId("plain-again").addEventListener("click", () => {
    keepTyped();
    location.reload();
  });
}
