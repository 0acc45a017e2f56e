// Gives messages to Web Chat one at a time: it would read two that come together in reverse order.

const GAP_MS = 60;

export class Throttle<T> {
  private readonly waiting: T[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly emit: (value: T) => void) {}

  push(value: T): void {
    this.waiting.push(value);
    if (this.timer === undefined) this.next();
  }

  private readonly next = (): void => {
    const [value] = this.waiting.splice(0, 1);
    this.timer = undefined;
    if (value === undefined) return;
    this.emit(value);
    this.timer = setTimeout(this.next, GAP_MS);
  };
}
