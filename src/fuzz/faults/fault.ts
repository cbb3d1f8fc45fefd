/** Violations of one subject that seem to come from one fault, and guesses at what it is. */
export interface Fault {
  readonly subject: string;
  /** The claims that it violates, the one with the most wrong shapes first. */
  readonly claims: readonly string[];
  /** The wrong outputs, counted once for each claim. */
  readonly violations: number;
  /** Guesses in words, from this run alone; none where nothing stands out. */
  readonly guesses: readonly string[];
  /** Entries of the run's findings, the first of the most telling claim first. */
  readonly entries: readonly string[];
}
