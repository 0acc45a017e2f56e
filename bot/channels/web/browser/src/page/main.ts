// Where the page begins: header and plain chat work at once, Web Chat is loaded after them.
import "./tokens.css";
import "./page.css";
import "./header.css";
import "../chat/chat.css";
import "../cards/cards.css";
import "../plain/plain.css";
import { Api } from "../connection/api";
import { ignoreDoubleClicks } from "./double-click";
import { byId } from "./config";
import { Conversation } from "./conversation";
import { catchDownloads, download } from "./downloads";
import { showUser, wireHeader } from "./header";
import { askToClose, listenToHost, outerTheme } from "./host";
import { errorText } from "./labels";
import { loadChat } from "./load-chat";
import { notify } from "./notice";
import { openingMessages } from "./opening";
import { wireSignIn } from "./sign-in";
import { currentTheme, showTheme } from "./theme";
import { restoreTyped } from "./typed";

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
wireSignIn(() => void conversation.open([]).catch(failed));
const focus = (): void => conversation.focus();
listenToHost(focus);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  focus();
});
void openingMessages()
  .then((opening) => conversation.open(opening))
  .catch(failed);
restoreTyped();
void loadChat(conversation, api);
