/** An engine is given up after this many waits of its whole time limit. */
const allowed = 2;

/**
 * The waits of the whole time limit that an engine let pass, over all its processes. Aside it is waited for once, so
 * that one wait is left for a campaign.
 */
export class Hangs {
  private readonly seen: { count: number };
  private readonly isAside: boolean;

  constructor(seen: { count: number } = { count: 0 }, isAside = false) {
    this.seen = seen;
    this.isAside = isAside;
  }

  aside(): Hangs {
    return new Hangs(this.seen, true);
  }

  add(): void {
    this.seen.count++;
  }

  get count(): number {
    return this.seen.count;
  }

  get isOver(): boolean {
    return this.count >= allowed;
  }

  /** Whether what exceeded the limit may be asked again. */
  get mayWait(): boolean {
    return !this.isAside && !this.isOver;
  }

  /** What follows if the whole limit passes once more. */
  get whatFollows(): string {
    if (this.count + 1 >= allowed) return 'then it is given up';
    return this.isAside ? 'then this case is not tried again' : 'then it is asked once more';
  }
}
