/**
 * `proven`: a theorem; a violation is a defect of the engine or of lastbit. `refuted`: a common belief, kept with a
 * counterexample. `conjectured`: no counterexample is known. `observed`: an engine may behave so or not.
 */
export type ClaimStatus = 'proven' | 'refuted' | 'conjectured' | 'observed';

export type ClaimTopic = 'compensated' | 'structured' | 'range' | 'differences' | 'exactness';

/** The text of a claim, as `lastbit claims` and docs/claims.md show it. */
export interface ClaimText {
  /** `<what>-<condition>`: also the name of the corpus folder. */
  readonly id: string;
  /** One sentence, for people. */
  readonly statement: string;
  readonly formula: string;
  /** Author, year, title and theorem; or the file that has the proof. */
  readonly source: string;
  readonly status: ClaimStatus;
  /** What the claim assumes; `failedHypothesis` and `inapplicableTo` check it. Refuted claims have none. */
  readonly hypotheses?: string;
  /** Which input reaches the bound, and how nearly; a sentence. Absent if no such input is known. */
  readonly sharp?: string;
  /** The heading under which the claim is listed, if its kind does not tell. */
  readonly topic?: ClaimTopic;
  /** The share of ordinary outputs that may be discarded, if it is more than a tenth, and why. */
  readonly mostDiscarded?: { readonly share: number; readonly because: string };
}
