// The bar on top: name, views, keys, who is signed in.
import type { ReactNode } from "react";
import type { Me } from "../api/types";
import { hashOf, VIEWS, type View } from "./address";
import { config, say } from "./config";
import { Icon } from "./Icon";
import { isInTeams } from "../teams";
import { signOut } from "./sign-out";

const WORDS: Record<View, string> = {
  desk: "shell.desk",
  requests: "shell.queue",
  upkeep: "shell.upkeep",
  figures: "shell.figures",
};

interface TopBarProps {
  me: Me | null;
  view: View | null;
  failed: number;
  showKeys: () => void;
}

export function TopBar({ me, view, failed, showKeys }: TopBarProps): ReactNode {
  return (
    <header className="bar">
      <h1>
        {config.logo && <img className="logo" src={config.logo} alt="" />}
        {config.name}
      </h1>
      {view && (
        <nav aria-label={say("shell.views")}>
          {VIEWS.map((one) => (
            <a key={one} href={hashOf({ view: one })} aria-current={one === view ? "page" : undefined}>
              {say(WORDS[one])}
              {one === "requests" && failed > 0 && (
                <span className="failed">{say("shell.failed_count", { count: failed })}</span>
              )}
            </a>
          ))}
        </nav>
      )}
      <div className="user">
        {view && (
          <button type="button" className="control" onClick={showKeys}>
            <Icon name="keys" />
            {say("shell.keys")} <kbd>?</kbd>
          </button>
        )}
        {me && <span className="name">{say("shell.signed_in_as", { name: me.name || me.email })}</span>}
        {me && !isInTeams && (
          <button type="button" className="control" onClick={() => void signOut()}>
            {say("shell.sign_out")}
          </button>
        )}
      </div>
    </header>
  );
}
