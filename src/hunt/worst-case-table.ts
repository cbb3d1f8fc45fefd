import type { ConvShape, Operation } from '../conv/shape.ts';
import { convShape } from '../conv/shape-text.ts';
import { type Constraints, pixelLevels, rangeOf, usualAim } from './constraints.ts';
import type { HuntAim } from './problem.ts';

/** One hunt of `lastbit hunt --all`. */
export interface TableHunt {
  /** The options that ask for it, as a user writes them. */
  readonly words: string;
  readonly shape: ConvShape;
  readonly constraints: Constraints;
  readonly aim: HuntAim;
}

/** What is hunted for every subject: with free numbers, and for 8-bit images with a kernel in [−1, 1]. */
const inputs = (): readonly (readonly [words: string, constraints: Constraints])[] => [
  ['', { image: { kind: 'free' }, kernel: { kind: 'free' } }],
  ['--pixels k/255 --kernel-range=-1,1', { image: pixelLevels('k/255'), kernel: rangeOf(-1, 1, '--kernel-range') }],
];

/** The kernel of the question of 2018, a small one, and one with channels; sums also of 121 terms. */
const shapes: Readonly<Record<'conv2d' | 'depthwise-conv2d' | 'sum', readonly string[]>> = {
  conv2d: ['3x3', '5x5', '8x8x3*3x3x8'],
  'depthwise-conv2d': ['3x3', '5x5', '8x8x3*3x3x1'],
  sum: ['3x3', '5x5', '1x121'],
};

/** The hunts for a subject that computes this operation. */
export function tableHunts(operation: Operation): readonly TableHunt[] {
  const kind = operation === 'conv2d' || operation === 'depthwise-conv2d' ? operation : 'sum';
  return shapes[kind].flatMap((text) =>
    inputs().map(([words, constraints]) => ({
      words: `--shape ${text.includes('*') ? `'${text}'` : text} ${words}`.trim(),
      shape: convShape(text),
      ...{ constraints, aim: usualAim(constraints) },
    })),
  );
}
