import type { Case } from '../conv/case.ts';
import type { Shrinker } from './arbitrary.ts';
import { shrinkBits } from './shrink/shrink-bits.ts';
import { shrinkExponents } from './shrink/shrink-exponents.ts';
import { shrinkShape } from './shrink/shrink-shape.ts';
import { shrinkSigns } from './shrink/shrink-signs.ts';
import { shrinkZeros } from './shrink/shrink-zeros.ts';

/** Steps that keep the shape: more zeros, shorter significands, exponents near 0, fewer signs. */
export const valueShrinkers: readonly Shrinker<Case>[] = [shrinkZeros, shrinkBits, shrinkExponents, shrinkSigns];

/** All kinds of steps, in the order in which they are tried: smaller shapes first. Some lead to cases that are not simpler. */
export const caseShrinkers: readonly Shrinker<Case>[] = [shrinkShape, ...valueShrinkers];
