// Server-sent events, read with fetch: unlike EventSource it can send a token, and tells why it failed.
import { createParser, type EventSourceMessage } from "eventsource-parser";
import type { Api } from "./api";
import { Refusal, sleep } from "./retry";

export interface Listener {
  lastId(): string;
  /** Something happened in the conversation. */
  received(event: EventSourceMessage): void;
  /** Whether the stream is open; false while it is tried again. */
  connected(isOpen: boolean): void;
  /** The session is unknown to the server. */
  refused(): void;
}

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
// The server says something every 15 seconds; a stream that is silent for longer is dead.
const SILENCE_MS = 45_000;

/** Listens until the returned function is called, and connects again whenever the stream ends. */
export function listen(api: Api, listener: Listener): () => void {
  const stop = new AbortController();
  void keepListening(api, listener, stop.signal);
  return () => stop.abort();
}

async function keepListening(api: Api, listener: Listener, stop: AbortSignal): Promise<void> {
  let wait = FIRST_WAIT_MS;
  while (!stop.aborted) {
    try {
      await listenOnce(api, listener, stop, () => {
        wait = FIRST_WAIT_MS;
      });
    } catch (error) {
      if (stop.aborted) return;
      if (error instanceof Refusal && error.status === 401) return listener.refused();
      if (error instanceof Refusal && error.retryAfter) wait = error.retryAfter * 1000;
      else listener.connected(false);
    }
    await sleep(wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
}

async function listenOnce(
  api: Api,
  listener: Listener,
  stop: AbortSignal,
  onOpen: () => void,
): Promise<void> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const signal = AbortSignal.any([stop, silence.signal]);
    const response = await api.events(listener.lastId(), signal);
    onOpen();
    listener.connected(true);
    const parser = createParser({ onEvent: (event) => listener.received(event) });
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      parser.feed(value);
    }
  } finally {
    clearTimeout(timer);
  }
}
