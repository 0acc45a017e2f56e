// Files of ours are fetched by the page: a failure can be told, and a token can go along.
import type { Api } from "../connection/api";
import { label } from "./labels";
import { notify } from "./notice";

/** Gives the user a file of the server under the name. */
export async function download(api: Api, path: string, name: string): Promise<void> {
  try {
    const address = URL.createObjectURL(await api.file(path));
    const link = document.createElement("a");
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
  } catch {
    notify(label("download_failed"));
  }
}

/** Makes links to files (cards/links.ts marks them) download in this way. */
export function catchDownloads(api: Api): void {
  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const link = target?.closest<HTMLAnchorElement>("a[data-file]");
    if (!link || event.defaultPrevented) return;
    event.preventDefault();
    const path = link.dataset["file"] ?? "";
    void download(api, path, path.split("/").pop() ?? "");
  });
}
