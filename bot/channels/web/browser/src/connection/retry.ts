// When a request that failed is worth trying again, and how long to wait before.

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
const LONGEST_ASKED_WAIT_S = 60;
// Longer than the assistant takes to start anew.
const LONGEST_MS = 60_000;

/** A refusal of the server. `retryAfter` is in seconds. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter?: number,
  ) {
    super(message);
  }
}

/** The server could not be reached, or failed, however often it was tried. */
export class Unreachable extends Error {}

/** Milliseconds until the next try; null: there is no point in one. */
export function waitFor(error: unknown, failures: number): number | null {
  const backoff = Math.min(FIRST_WAIT_MS * 2 ** (failures - 1), LONGEST_WAIT_MS);
  const jittered = backoff * (0.75 + Math.random() / 2);
  if (!(error instanceof Refusal)) return jittered;
  const worth = error.status === 429 || error.status === 409 || error.status >= 500;
  if (!worth) return null;
  if (error.retryAfter === undefined || error.status >= 500) return jittered;
  return error.retryAfter <= LONGEST_ASKED_WAIT_S ? error.retryAfter * 1000 : null;
}

export const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Runs it until it succeeds. Throws the last Refusal, or Unreachable for anything else. */
export async function persistently<T>(
  run: () => Promise<T>,
  onWait: (error: unknown, ms: number) => void,
): Promise<T> {
  const begun = Date.now();
  for (let failures = 1; ; failures += 1) {
    try {
      return await run();
    } catch (error) {
      const ms = Date.now() - begun < LONGEST_MS ? waitFor(error, failures) : null;
      if (ms === null) throw error instanceof Refusal ? error : new Unreachable(String(error));
      onWait(error, ms);
      await sleep(ms);
    }
  }
}
