import type { Narrowing } from '../../sums/narrow-inputs.ts';
import { placeOfIndex } from '../terms-of.ts';
import { gather } from './gather.ts';
import type { OtherQuestion } from './other-question.ts';
import type { Prediction } from './prediction.ts';
import type { Setting } from './setting.ts';

/** A way in which an answer may have come about. */
export interface Hypothesis {
  readonly id: string;
  /** A clause: "the kernel is flipped". */
  readonly words: string;
  /** 0 is plainest. */
  readonly rank: number;
  /** Hypotheses that differ in a number only; `words` is for several of them that the data do not tell apart. */
  readonly family?: { readonly id: string; readonly words: string };
  /** What it gives for an output; undefined where it says nothing. */
  readonly predict: (index: number) => Prediction | undefined;
  /** How both inputs are narrowed, if that is all. */
  readonly inputs?: Narrowing;
  /** Log2 of 1 ÷ the chance of an accidental match; absent: from the bound and the distance to what is due. */
  readonly bits?: (index: number) => number;
}

/** How plain a fault is. Equally plain ones that explain the same are named together. */
export const ranks = {
  arithmetic: 0,
  value: 1,
  question: 2,
  lost: 3,
  part: 4,
  fitted: 5,
  fittedInChannels: 6,
  fittedTwice: 7,
} as const;

/** An implementation that answers another question. */
export function hypothesisOf(setting: Setting, other: OtherQuestion, rank: number): Hypothesis {
  const { id, words, question, from, fromIndex, operands } = other;
  // The same files, and so the same bound.
  const { of } = setting.predictor;
  return {
    ...{ id, words, rank },
    predict: (index) => {
      const source = fromIndex === undefined ? index : fromIndex(index);
      if (source === undefined) return undefined;
      const place = placeOfIndex(question, source);
      const moved = from === undefined ? place : from(place);
      return moved === undefined ? undefined : of(gather(question, moved, operands?.(moved)));
    },
  };
}
