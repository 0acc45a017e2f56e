// What somebody sees who is not (yet) let in.
import { Button } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { isInTeams } from "../teams";
import { config, say } from "./config";

/** `isSignedIn`: somebody is, but is no agent. */
export function Welcome({ isSignedIn }: { isSignedIn: boolean }): ReactNode {
  return (
    <main className="welcome" id="main">
      <div className="card">
        <h2>{say(isSignedIn ? "shell.not_agent_title" : "shell.welcome")}</h2>
        {isSignedIn ? <NotAgent /> : <SignIn />}
      </div>
    </main>
  );
}

function SignIn(): ReactNode {
  if (isInTeams)
    return (
      <>
        <p>{say("shell.no_teams_sign_in")}</p>
        <Button as="a" appearance="primary" size="large" href="/console" target="_blank" rel="noopener">
          {say("shell.in_browser")}
        </Button>
      </>
    );
  if (config.canSignIn)
    return (
      <>
        <p>{say("shell.sign_in_text")}</p>
        <Button as="a" appearance="primary" size="large" href="/auth/login?next=/console">
          {say("shell.sign_in")}
        </Button>
      </>
    );
  return (
    <>
      <p>{say("shell.link_text")}</p>
      <pre>
        <code>{say("shell.link_command")}</code>
      </pre>
    </>
  );
}

function NotAgent(): ReactNode {
  return (
    <>
      <p>{say("shell.not_agent")}</p>
      <Button as="a" href="/">
        {say("shell.chat")}
      </Button>
    </>
  );
}
