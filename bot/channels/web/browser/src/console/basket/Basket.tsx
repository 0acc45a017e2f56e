// What has been collected for one reply, at the foot of the page.
import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { say } from "../shell/config";
import { Icon } from "../shell/Icon";
import type { Replies } from "./use-replies";

export function Basket({ replies }: { replies: Replies }): ReactNode {
  const { pieces } = replies;
  if (!pieces.length) return null;
  return (
    <section className="basket" aria-labelledby="basket-title">
      <h2 id="basket-title" tabIndex={-1}>{say("basket.title", { count: pieces.length })}</h2>
      <ul>
        {pieces.map(({ words }, index) => (
          <li key={words}>
            {words}
            <button
              type="button"
              className="small-icon"
              aria-label={say("basket.remove", { what: words })}
              title={say("basket.remove", { what: words })}
              onClick={() => {
                replies.remove(index);
                document.getElementById(pieces.length > 1 ? "basket-title" : "box")?.focus();
              }}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <Button appearance="primary" icon={<Icon name="copy" />} onClick={replies.copyAll}>
        {say("basket.copy_all")} <kbd>B</kbd>
      </Button>
      <Button
        onClick={() => {
          replies.clear();
          document.getElementById("box")?.focus();
        }}
      >{say("basket.clear")}</Button>
    </section>
  );
}
