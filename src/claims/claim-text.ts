/**
 * `proven`: a theorem, so that a violation is a defect of the engine or of lastbit. `refuted`: believed by many, kept
 * with a counterexample. `conjectured`: no counterexample known. `observed`: behaviour that an engine may or may not
 * have.
 */
export type ClaimStatus = 'proven' | 'refuted' | 'conjectured' | 'observed';

export type ClaimTopic = 'compensated' | 'structured' | 'range' | 'differences' | 'exactness';

export interface ClaimText {
  /** `<what>-<condition>`: the name of the property's file and of the corpus folder. */
  readonly id: string;
  /** One sentence, for people. */
  readonly statement: string;
  readonly formula: string;
  /** Author, year, title and theorem, or where the proof stands. */
  readonly source: string;
  readonly status: ClaimStatus;
  /**
   * What is taken for granted, in a sentence: the code is `failedHypothesis`, and whom the claim speaks of. Not of what
   * is refuted.
   */
  readonly hypotheses?: string;
  /** By which construction the bound is attained, and how nearly; a sentence. Not where there is nothing to attain. */
  readonly sharp?: string;
  /** Under which heading it stands, where its kind does not say it. */
  readonly topic?: ClaimTopic;
  /** Where more than a tenth of ordinary outputs fail its hypotheses: up to which share that is no fault, and why. */
  readonly mostDiscarded?: { readonly share: number; readonly because: string };
}
