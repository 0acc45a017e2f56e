// The Markdown of cards: emphasis, lists and links, never HTML.
import MarkdownIt from "markdown-it";
import { kindOf } from "./links";

const markdown = new MarkdownIt("default", { html: false, linkify: false, breaks: true });
markdown.disable(["image", "table", "code", "fence", "html_block", "html_inline"]);
markdown.validateLink = (address) => kindOf(address, location.origin) !== "refused";

/** HTML of a card's text; everything in it but Markdown is shown as it is written. */
export function asHtml(text: string): string {
  return markdown.render(text);
}
