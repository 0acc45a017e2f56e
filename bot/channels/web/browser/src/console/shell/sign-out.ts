// Signing out, here and at the provider.
import { config } from "./config";

export async function signOut(): Promise<void> {
  if (!config.canSignIn) {
    // An agent by a one-time link.
    await fetch("/api/session", { method: "DELETE" });
    location.reload();
    return;
  }
  const response = await fetch("/auth/logout", { method: "POST" });
  const { location: next }: { location: string } = await response.json();
  location.assign(next);
}
