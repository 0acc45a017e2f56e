// Where the page begins: its header works at once, the chat itself is loaded after it.
import "./tokens.css";
import "./page.css";
import "./header.css";
import "../chat/chat.css";
import "../cards/cards.css";
import { Api } from "../connection/api";
import { ignoreDoubleClicks } from "./double-click";
import { byId } from "./config";
import { catchDownloads, download } from "./downloads";
import { showUser, wireHeader } from "./header";
import { askToClose, listenToHost, outerTheme } from "./host";
import { errorText } from "./labels";
import { notify } from "./notice";
import { openingMessages } from "./opening";
import { wireSignIn } from "./sign-in";
import { currentTheme, showTheme } from "./theme";

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
wireSignIn(() => void loading.then((conversation) => conversation.open([])).catch(failed));
const focus = (): void => void loading.then((conversation) => conversation.focus());
listenToHost(focus);
byId("skip").addEventListener("click", (event) => {
  event.preventDefault();
  focus();
});
void Promise.all([loading, openingMessages()])
  .then(([conversation, opening]) => conversation.open(opening))
  .catch(failed);
