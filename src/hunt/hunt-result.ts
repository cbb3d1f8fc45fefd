import type { Constraints } from './constraints.ts';
import type { HuntEnd, HuntProgress } from './drive.ts';
import type { OutputPlace } from './place.ts';
import type { HuntAim } from './problem.ts';
import type { Witness } from './witness.ts';

/** What no input passes. */
export interface Limit {
  readonly value: number;
  /** How it was found, as the text and the JSON name it. */
  readonly name: string;
}

/** One subject of a hunt, and how its results were computed. */
export interface HuntedSubject {
  readonly id: string;
  readonly version: string;
  readonly by: 'model' | 'engine';
  /** What was revealed, or why nothing was. */
  readonly words: string;
}

/** A hunt and what it found. */
export interface HuntResult {
  readonly subjects: readonly [HuntedSubject, ...HuntedSubject[]];
  readonly place: OutputPlace;
  readonly constraints: Constraints;
  readonly aim: HuntAim;
  readonly seed: number;
  /** Undefined: best found, no limit is known. */
  readonly limit: Limit | undefined;
  readonly progress: HuntProgress;
  readonly end: HuntEnd;
  /** The witness after shrinking; undefined if no allowed input had a score above 0. */
  readonly witness: Witness | undefined;
  /** Score ÷ limit; null without a witness or a limit, and if a subject does not give the bits of its model. */
  readonly ratio: number | null;
  /** The best score before the witness was shrunk, and whether nothing simpler is left. */
  readonly shrunk: { readonly from: number; readonly tried: number; readonly minimal: boolean } | undefined;
  /** Defects of lastbit or of the subject that the hunt itself has shown, a line each. */
  readonly faults: readonly string[];
}
