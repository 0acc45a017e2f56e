// Where the page begins: header and plain chat work at once, Web Chat is loaded after them.
import "./colors.css";
import "./page.css";
import "./header.css";
import "../chat/chat.css";
import "../cards/cards.css";
import "../plain/plain.css";
import { Api } from "../connection/api";
import { ignoreDoubleClicks } from "./double-click";
import { byId, config } from "./config";
import { Conversation } from "./conversation";
import { catchDownloads, download } from "./downloads";
import { showUser, wireHeader } from "./header";
import { askToClose, listenToHost, outerTheme } from "./host";
import { errorText } from "./labels";
import { loadChat } from "./load-chat";
import { notify } from "./notice";
import { wireSignIn } from "./sign-in";
import { currentTheme, showTheme } from "./theme";
import { restoreTyped } from "./typed";

const DRAFT = /^HD-[0-9A-Z]{6}$/;

const theme = currentTheme(outerTheme);
showTheme(theme);
const api = new Api();
const conversation = new Conversation(api, showUser);
const failed = (): void => notify(errorText("unavailable"));

wireHeader(
  {
    begin: () => void conversation.begin().catch(failed),
    transcript: () => void download(api, "/api/transcript", "conversation.txt"),
    close: askToClose,
  },
  theme,
);
ignoreDoubleClicks(byId("stage"));
catchDownloads(api);
wireSignIn(() => void conversation.open(null).catch(failed));
const focus = (): void => conversation.focus();
listenToHost(focus);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  focus();
});
void conversation.open(draftToShow()).catch(failed);
restoreTyped();
void loadChat(conversation, api);

/** What a link to a draft asks for; asked once, and not again when the page is reloaded. */
function draftToShow(): string | null {
  const address = new URL(location.href);
  const draft = address.searchParams.get("draft") ?? "";
  if (config.page !== "index" || !DRAFT.test(draft)) return null;
  address.searchParams.delete("draft");
  history.replaceState(null, "", address);
  return `show ${draft}`;
}
