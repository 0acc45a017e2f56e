// Signing in and out: the full page goes there and comes back, the panel opens a window for it.
import { byId, config } from "./config";

/** `onChange`: somebody has signed in or out in another window. */
export function wireSignIn(onChange: () => void): void {
  const isPanel = config.page === "chat";
  const link = byId<HTMLAnchorElement>("sign-in");
  link.href = `/auth/login?next=${isPanel ? "/auth/done" : "/"}`;
  if (isPanel) {
    link.target = "_blank";
    // Pages of other sites on the way are cut off by their own policies; ours closes its window.
    link.rel = "opener";
    new BroadcastChannel("sign-in").addEventListener("message", onChange);
  }
  byId("sign-out").addEventListener("click", () => void signOut(isPanel).catch(onChange));
}

async function signOut(isPanel: boolean): Promise<void> {
  const response = await fetch("/auth/logout", { method: "POST" });
  const { location: next }: { location: string } = await response.json();
  if (!isPanel) return location.assign(next);
  // The provider's own page does not let itself be shown in a panel.
  if (new URL(next, location.href).origin !== location.origin) window.open(next, "_blank", "noopener");
  location.reload();
}
