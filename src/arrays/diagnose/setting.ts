import type { ElementType } from '../../float/element-type.ts';
import type { Answer, Question } from '../question.ts';
import type { ArithmeticModel } from '../tally.ts';
import { type OutputPlace, placeOfIndex } from '../terms-of.ts';
import { gather, type Terms } from './gather.ts';
import { pagesOf } from './pages.ts';
import { type Prediction, type Predictor, predictor } from './prediction.ts';

/** One answer under examination: its numbers, and what is due for each under the stated model. */
export interface Setting {
  readonly question: Question;
  readonly type: ElementType;
  readonly model: ArithmeticModel;
  readonly predictor: Predictor;
  readonly outputs: number;
  /** The most terms of an output. */
  readonly terms: number;
  readonly computed: (index: number) => number;
  readonly placeOf: (index: number) => OutputPlace;
  readonly termsAt: (index: number) => Terms;
  /** What is due. */
  readonly right: (index: number) => Prediction;
}

/** Terms and predictions of so many numbers are kept. */
const mostKept = 2 ** 22;

export function settingOf(question: Question, answer: Answer, model: ArithmeticModel): Setting {
  const { file } = answer;
  const { kernelRows, kernelColumns, channels } = question.geometry;
  const most = kernelRows * kernelColumns * channels;
  const stated = predictor(question, file.type, model);
  const placeOf = (index: number): OutputPlace => placeOfIndex(question, index);
  const termsAt = kept(Math.floor(mostKept / (most + 16)), (index) => gather(question, placeOf(index)));
  return {
    ...{ question, type: file.type, model, predictor: stated, outputs: file.length, terms: most },
    ...{ computed: pagesOf(file).at, placeOf, termsAt },
    right: kept(mostKept / 64, (index) => stated.of(termsAt(index))),
  };
}

/** A function that remembers up to so many results. */
function kept<T>(most: number, of: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>();
  return (index) => {
    const found = known.get(index);
    if (found !== undefined) return found;
    const made = of(index);
    if (known.size >= most) known.clear();
    if (most > 0) known.set(index, made);
    return made;
  };
}
