import { arrayOf } from '../../arrays/array-of.ts';
import type { Answer, Question } from '../../arrays/question.ts';
import { formatOfType } from '../../float/element-type.ts';
import type { Rng } from '../../inputs/random.ts';
import { correctCase } from './correct-case.ts';
import { rounderTo } from './naive.ts';

/** A right answer, some or all of whose outputs are replaced by what no fault gives. */
export interface Garbled {
  readonly name: string;
  readonly question: Question;
  readonly answer: Answer;
}

/** Outputs in random order, random numbers of the same size, or right ones with errors of any size. */
export function garbledCase(rng: Rng): Garbled {
  const { name, question, answer } = correctCase(rng);
  const { type, sizes, length } = answer.file;
  const right = answer.file.read(0, length);
  const [kind, share] = [rng.below(4), rng.chance(0.5) ? 1 : rng.unit()];
  const size = right.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const centred = (): number => rng.unit() * 2 - 1;
  const garbled = (x: number): number => {
    if (kind === 0) return right[rng.below(length)]!;
    if (kind === 1) return centred() * size;
    if (kind === 2) return x * (1 + centred() * 2 ** -rng.between(3, 11));
    return x + centred() * size * 2 ** -rng.between(1, 9);
  };
  const round = rounderTo(formatOfType(type));
  const numbers = right.map((x) => (rng.chance(share) ? round(garbled(x)) : x));
  const kinds = ['other outputs', 'random numbers', 'relative errors', 'absolute errors'];
  return {
    name: `${name}: ${kinds[kind]}`,
    question,
    answer: { name: 'output', file: arrayOf(numbers, sizes, type, 'y.npy') },
  };
}
