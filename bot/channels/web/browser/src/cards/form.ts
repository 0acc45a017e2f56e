// The inputs of a card: what is said of each, and where the user goes on in a form.
import { SubmitAction, type Action, type AdaptiveCard, type Input } from "adaptivecards";

const BAD = '[aria-invalid="true"]';
const FIELDS = "input, textarea, select";

/** Ties each input to its help and to what is wrong with it, and names its group of choices. */
export function describeInputs(card: AdaptiveCard): void {
  const element = card.renderedElement;
  if (element && card.getAllActions().some(sendsForm)) element.dataset["form"] = "";
  for (const input of card.getAllInputs()) {
    const [error, help] = ["error", "help"].map((kind) => noteOf(card, input, kind));
    const fields = [...(input.renderedElement?.querySelectorAll(FIELDS) ?? [])];
    if (error) for (const field of fields) field.setAttribute("aria-invalid", "true");
    const described = [error, help].filter(Boolean).join(" ");
    const group = groupOf(input);
    if (described) for (const one of group ? [group] : fields) one.setAttribute("aria-describedby", described);
  }
}

/** Where the user goes on in a form that was just asked for: at the first mistake, else on top. */
export function firstField(element: HTMLElement): HTMLElement | null {
  if (element.dataset["form"] === undefined) return null;
  return element.querySelector<HTMLElement>(BAD) ?? element.querySelector<HTMLElement>(FIELDS);
}

function noteOf(card: AdaptiveCard, input: Input, kind: string): string | undefined {
  return card.getElementById(`${input.id}-${kind}`)?.renderedElement?.id;
}

function sendsForm(action: Action): boolean {
  const data = action instanceof SubmitAction ? action.data : undefined;
  return typeof data === "object" && data !== null && "form" in data;
}

/** Radio buttons are a group with the label's name; Adaptive Cards names its first button by it. */
function groupOf({ renderedElement, label }: Input): Element | null {
  const group = renderedElement?.querySelector(".ac-choiceSetInput-expanded") ?? null;
  if (!group || !label) return null;
  group.setAttribute("role", "radiogroup");
  group.setAttribute("aria-label", label);
  for (const button of group.querySelectorAll("input")) button.removeAttribute("aria-labelledby");
  return group;
}
