/** What is open, to be closed in reverse order: at the end, or when one thing more could not be opened. */
export class Opened {
  readonly #closers: (() => Promise<void>)[] = [];

  closedBy(close: () => Promise<void>): void {
    this.#closers.push(close);
  }

  /** Closes everything, also what lies below something that would not close; rejects with the first reason then. */
  async close(): Promise<void> {
    const reasons: unknown[] = [];
    for (const close of this.#closers.splice(0).reverse()) {
      await close().catch((reason: unknown) => void reasons.push(reason));
    }
    if (reasons.length > 0) throw reasons[0];
  }
}
