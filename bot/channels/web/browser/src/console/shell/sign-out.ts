// Signing out, here and at the provider.

export async function signOut(): Promise<void> {
  const response = await fetch("/auth/logout", { method: "POST" });
  const { location: next }: { location: string } = await response.json();
  location.assign(next);
}
