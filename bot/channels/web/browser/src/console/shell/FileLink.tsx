// A link that downloads a file of the API, signed in as every other request is.
import type { ReactNode } from "react";
import { download } from "../api/client";
import { useAnnouncer } from "./announcer";
import { faultWords } from "./FaultNotice";
import { Icon } from "./Icon";

export function FileLink({ url, name, words }: { url: string; name: string; words: string }): ReactNode {
  const { show } = useAnnouncer();
  return (
    <a
      className="link"
      href={url}
      download={name}
      onClick={(event) => {
        event.preventDefault();
        download(url, name).catch((fault: unknown) => show(faultWords(fault)));
      }}
    >
      <Icon name="download" />
      {words}
    </a>
  );
}
