// What arrives: each message once, in order, as Web Chat takes it.
import { spoken } from "./spoken";
import { Throttle } from "./throttle";
import type { Activity, CardAction } from "./types";

const SEQUENCE = "webchat:sequence-id";
const SPOKEN = "webchat:fallback-text";
// A place after a message and before the next one: Web Chat itself adds 0.001 for each.
const BETWEEN = 0.01;

export class Inbox {
  private readonly seen = new Set<string>();
  private readonly sent = new Map<string, string[]>();
  private readonly throttle: Throttle<Activity>;
  private last = 0;
  private newest: Activity | undefined;

  constructor(
    private readonly assistant: string,
    private readonly emit: (activity: Activity) => void,
    /** The assistant has said something new. */
    private readonly said: () => void,
  ) {
    this.throttle = new Throttle(emit);
  }

  /** The id of the newest message, or nothing. */
  get lastId(): string {
    return this.last ? String(this.last) : "";
  }

  /** The server will give back a message of the user by this key: Web Chat knows it by its own id. */
  expect(key: string, clientId: string): void {
    this.sent.set(key, [...(this.sent.get(key) ?? []), clientId]);
  }

  /** Shows the messages that are new. */
  take(messages: readonly Activity[]): void {
    for (const message of this.fresh(messages)) {
      for (const copy of this.copies(message)) this.throttle.push(copy);
      if (message.from.role === "bot") this.said();
    }
  }

  /** Earlier messages, as views take them; they are new to nobody. */
  restore(messages: readonly Activity[]): Activity[] {
    return this.fresh(messages).map((message) => this.prepared(message));
  }

  /** A choice could not be sent: Web Chat has removed all of them and offers no second try. */
  offerAgain(): void {
    const { newest } = this;
    if (!newest?.suggestedActions) return;
    const place = Number(newest.channelData?.[SEQUENCE]) + BETWEEN;
    this.newest = { ...newest, channelData: { ...newest.channelData, [SEQUENCE]: place } };
    this.emit(this.newest);
  }

  private fresh(messages: readonly Activity[]): Activity[] {
    const fresh = messages.filter((message) => this.isNew(message));
    for (const { id } of fresh) {
      this.seen.add(id!);
      this.last = Math.max(this.last, Number(id));
    }
    return fresh.sort((one, other) => Number(one.id) - Number(other.id));
  }

  /** One for each try that Web Chat shows as not sent: they become one, by the id. */
  private copies(message: Activity): Activity[] {
    const key = String(message.channelData?.["key"]);
    const prepared = this.prepared(message);
    const clientIds = (message.from.role === "user" && this.sent.get(key)) || [];
    this.sent.delete(key);
    if (!clientIds.length) return [prepared];
    return clientIds.map((clientActivityID) => ({
      ...prepared,
      channelData: { ...prepared.channelData, clientActivityID },
    }));
  }

  private isNew({ id, from, channelData }: Activity): boolean {
    if (id === undefined) return false;
    // A second try after it had seemed to fail: Web Chat still waits for its own copy.
    return !this.seen.has(id) || (from.role === "user" && this.sent.has(String(channelData?.["key"])));
  }

  private prepared(activity: Activity): Activity {
    const isBot = activity.from.role === "bot";
    const whole = String(activity.channelData?.[SPOKEN] || textOf(activity));
    this.newest = {
      ...activity,
      from: isBot ? { ...activity.from, name: this.assistant } : activity.from,
      ...(activity.suggestedActions && {
        suggestedActions: { actions: activity.suggestedActions.actions.map(withTitle) },
      }),
      channelData: {
        ...activity.channelData,
        [SEQUENCE]: Number(activity.id),
        ...(whole && { [SPOKEN]: spoken(whole, activity.speak) }),
      },
    };
    return this.newest;
  }
}

/** Web Chat's answer to a click has the value only: the title, which the server stores, goes along. */
function withTitle(action: CardAction): CardAction {
  if (action.type !== "postBack" || typeof action.value !== "object") return action;
  return { ...action, value: { ...action.value, title: action.title ?? "" } };
}

/** The message as one that is not read aloud. */
export function withoutSpoken(activity: Activity): Activity {
  return { ...activity, channelData: { ...activity.channelData, [SPOKEN]: "" } };
}

/** The text alone is enough; a card has its own words for those who do not see it. */
export function textOf(activity: Activity): string {
  const cards = (activity.attachments ?? []).map(({ content }) => content);
  const words = cards.map((card) => card["fallbackText"] ?? card["speak"] ?? "");
  return activity.text || words.filter(Boolean).join(" ");
}
