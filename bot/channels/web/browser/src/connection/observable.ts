// As much of observables as Web Chat needs from a connection.

export interface Observer<T> {
  next?: (value: T) => void;
  error?: (error: unknown) => void;
  complete?: () => void;
}

export interface Subscription {
  unsubscribe(): void;
}

export interface Observable<T> {
  subscribe(observer: Observer<T>): Subscription;
}

/** A stream that gives a late subscriber the earlier values, too. */
export class Replay<T> implements Observable<T> {
  private readonly values: T[] = [];
  private readonly observers = new Set<Observer<T>>();

  constructor(private readonly most = Number.POSITIVE_INFINITY) {}

  next(value: T): void {
    this.values.push(value);
    if (this.values.length > this.most) this.values.shift();
    for (const observer of [...this.observers]) observer.next?.(value);
  }

  complete(): void {
    for (const observer of [...this.observers]) observer.complete?.();
    this.observers.clear();
  }

  subscribe(observer: Observer<T>): Subscription {
    for (const value of [...this.values]) observer.next?.(value);
    this.observers.add(observer);
    return { unsubscribe: () => void this.observers.delete(observer) };
  }
}

/** One value, once the promise has it. The promise is begun by the first subscriber. */
export function later<T>(begin: () => Promise<T>): Observable<T> {
  let promise: Promise<T> | undefined;
  return {
    subscribe(observer) {
      let open = true;
      promise ??= begin();
      promise.then(
        (value) => {
          if (!open) return;
          observer.next?.(value);
          observer.complete?.();
        },
        (error: unknown) => {
          if (open) observer.error?.(error);
        },
      );
      return {
        unsubscribe: () => {
          open = false;
        },
      };
    },
  };
}
