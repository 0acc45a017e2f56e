// Where the page begins: its header works at once, the chat itself is loaded after it.
import "./tokens.css";
import "./page.css";
import "./header.css";
import "../chat/chat.css";
import "../cards/cards.css";
import { Api } from "../connection/api";
import { ignoreDoubleClicks } from "./double-click";
import { byId, config } from "./config";
import { catchDownloads, download } from "./downloads";
import { showUser, wireHeader } from "./header";
import { askToClose, listenToHost, outerTheme } from "./host";
import { errorText } from "./labels";
import { notify } from "./notice";
import { wireSignIn } from "./sign-in";
import { currentTheme, showTheme } from "./theme";

const DRAFT = /^HD-[0-9A-Z]{6}$/;

const theme = currentTheme(outerTheme);
showTheme(theme);
const api = new Api();
const loading = import("./conversation").then(
  ({ Conversation }) => new Conversation(api, showUser),
);
const failed = (): void => notify(errorText("unavailable"));

wireHeader(
  {
    begin: () => void loading.then((conversation) => conversation.begin()).catch(failed),
    transcript: () => void download(api, "/api/transcript", "conversation.txt"),
    close: askToClose,
  },
  theme,
);
ignoreDoubleClicks(byId("chat"));
catchDownloads(api);
wireSignIn(() => void loading.then((conversation) => conversation.open(null)).catch(failed));
const focus = (): void => void loading.then((conversation) => conversation.focus());
listenToHost(focus);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  focus();
});
void loading.then((conversation) => conversation.open(draftToShow())).catch(failed);

/** What a link to a draft asks for; asked once, and not again when the page is reloaded. */
function draftToShow(): string | null {
  const address = new URL(location.href);
  const draft = address.searchParams.get("draft") ?? "";
  if (config.page !== "index" || !DRAFT.test(draft)) return null;
  address.searchParams.delete("draft");
  history.replaceState(null, "", address);
  return `show ${draft}`;
}
