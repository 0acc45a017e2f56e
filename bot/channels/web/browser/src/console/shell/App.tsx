// The console: whoever is let in sees the desk; what is typed and who is calling live here while the page is open.
import { FluentProvider, RendererProvider, createDOMRenderer } from "@fluentui/react-components";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { api } from "../api/client";
import { useLoad } from "../api/use-load";
import type { Me } from "../api/types";
import { KeyList } from "../keys/KeyList";
import { Upkeep } from "../upkeep/Upkeep";
import { FiguresView } from "../figures/FiguresView";
import { Queue } from "../requests/Queue";
import { useKeys } from "../keys/keys";
import { VIEWS, usePlace, type View } from "./address";
import { AnnouncerProvider } from "./announcer";
import { nonce, say } from "./config";
import { Desk } from "./Desk";
import { FaultNotice } from "./FaultNotice";
import { useTheme } from "./theme";
import { TopBar } from "./TopBar";
import { useDesk } from "./use-desk";
import { Welcome } from "./Welcome";

/** Where reading begins in each view. */
const HEADINGS: Record<View, string> = {
  desk: "box",
  requests: "queue-title",
  upkeep: "disputes-title",
  figures: "figures-title",
};

const renderer = createDOMRenderer(document, { styleElementAttributes: { nonce } });

export function App(): ReactNode {
  return (
    <RendererProvider renderer={renderer} targetDocument={document}>
      <FluentProvider theme={useTheme()} className="provider">
        <AnnouncerProvider>
          <Gate />
        </AnnouncerProvider>
      </FluentProvider>
    </RendererProvider>
  );
}

function Gate(): ReactNode {
  const me = useLoad("me", api.me);
  if (me.value) return <Console me={me.value} />;
  const status = me.fault?.status;
  return (
    <>
      <TopBar me={null} view={null} failed={0} showKeys={() => undefined} />
      {status === 401 || status === 403 ? (
        <Welcome isSignedIn={status === 403} />
      ) : (
        <main className="welcome">
          <FaultNotice fault={me.fault} retry={me.reload} />
          {!me.fault && <p role="status">{say("shell.loading")}</p>}
        </main>
      )}
    </>
  );
}

function Console({ me }: { me: Me }): ReactNode {
  const [place, go] = usePlace();
  const [showsKeys, setShowsKeys] = useState(false);
  const failed = useLoad("failed", async (signal) => (await api.requests({ state: "failed", limit: 1 }, signal)).counts);
  const desk = useDesk(place, go);
  const view = useRef(place.view);
  useEffect(() => {
    if (view.current === place.view) return;
    view.current = place.view;
    document.getElementById(HEADINGS[place.view])?.focus();
  }, [place.view]);
  const toDesk = (entry: string): void => desk.openEntry({ entry });
  useKeys({
    "?": () => setShowsKeys(true),
    ...Object.fromEntries(VIEWS.map((view, index) => [String(index + 1), () => go({ view })])),
    ...desk.keys,
  });
  return (
    <>
      <a className="skip unseen" href="#box" onClick={desk.skip}>
        {say("shell.skip")}
      </a>
      <TopBar me={me} view={place.view} failed={failed.value?.failed ?? 0} showKeys={() => setShowsKeys(true)} />
      <main id="main" tabIndex={-1}>
        <Desk desk={desk} isShown={place.view === "desk"} />
        {place.view === "requests" && (
          <Queue
            reference={place.open}
            show={(reference) => go({ view: "requests", open: reference })}
            changed={failed.reload}
          />
        )}
        {place.view === "upkeep" && <Upkeep me={me} openEntry={toDesk} />}
        {place.view === "figures" && <FiguresView openEntry={toDesk} />}
      </main>
      <KeyList isOpen={showsKeys} close={() => setShowsKeys(false)} />
    </>
  );
}
