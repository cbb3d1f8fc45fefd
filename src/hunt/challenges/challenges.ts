import { type WinogradTransform, winogradFour, winogradTwo } from '../../claims/comparisons/winograd-transform.ts';
import { unitRoundoff32 } from '../../float/format.ts';
import { uniformAccumulation } from '../../sums/accumulation.ts';
import { dot2, kahanDot } from '../../sums/compensated.ts';
import { compile } from '../../sums/program.ts';
import { runProgram } from '../../sums/run-program.ts';
import { lanesTree, pairwiseTree, sequentialTree } from '../../sums/schemes.ts';
import type { SummationTree } from '../../sums/tree.ts';
import { freeLimit } from '../free/limit.ts';
import { limitOf as problemLimit } from '../limits/limit-of.ts';
import type { Candidate, FactorDomain } from '../problem.ts';
import type { Challenge } from './challenge.ts';
import { knownWitnesses } from './known-witnesses.ts';
import {
  beyondOneRounding,
  type Compute,
  inUnits,
  isConditioned,
  relativeToProducts,
  relativeToResult,
  tileError,
} from './measures.ts';

function kahan(n: number): Challenge {
  const id = `kahan-${n}`;
  return {
    id,
    statement: `How large the error of Kahan's compensated sum of ${n} numbers can be is not known.`,
    measure: '|computed − exact| ÷ (u·Σ|x|), binary32, all right factors 1',
    size: { left: n, right: n },
    limit: { value: 3, kind: 'first order' },
    refusal: (candidate) => notOnes(candidate) ?? outOfRange(candidate),
    measured: (candidate) => relativeToProducts(candidate, kahanDot),
    best: knownWitnesses[id]!,
  };
}

function secondTerm(n: number): Challenge {
  const id = `dot2-${n}`;
  return {
    id,
    statement: `How much of γ(${n})²·P the error of Dot2 can exceed u·|exact| by is not known.`,
    measure: '(|computed − exact| − u·|exact|) ÷ (u²·P), binary32',
    size: { left: n, right: n },
    limit: { value: n * n, kind: 'first order' },
    refusal: outOfRange,
    measured: (candidate) => beyondOneRounding(candidate, dot2),
    best: knownWitnesses[id]!,
  };
}

function increasing(n: number): Challenge {
  const id = `increasing-${n}`;
  return {
    id,
    statement: `How large the error of a loop over ${n} positive numbers in increasing order can be is not known.`,
    measure: '|computed − exact| ÷ (u·Σx), binary32, all right factors 1',
    size: { left: n, right: n },
    limit: { value: (n + 1) / 2 - 1 / n, kind: 'first order' },
    refusal: (candidate) => notOnes(candidate) ?? outOfRange(candidate) ?? notIncreasing(candidate),
    measured: (candidate) => relativeToProducts(candidate, computeOf(sequentialTree(n))),
    best: knownWitnesses[id]!,
  };
}

function winograd(id: string, form: WinogradTransform, limit: number): Challenge {
  return {
    id,
    statement: `How large the error of Winograd's ${form.name} can be is not known.`,
    measure: 'the largest |computed − exact| of an output ÷ (u · the largest |pixel| · the largest |tap|), binary32',
    size: { left: form.side ** 2, right: 9 },
    limit: { value: limit, kind: 'first order' },
    refusal: (candidate) => outOfRange(candidate, false) ?? allZero(candidate),
    measured: (candidate) => tileError(candidate, form),
    best: knownWitnesses[id]!,
  };
}

const trees = {
  halves: { tree: pairwiseTree(25, 'first'), name: 'a sum of 25 products by halves' },
  lanes: { tree: lanesTree(25, 8), name: 'a sum of 25 products in eight lanes' },
} as const;

/** κ of the challenges with a condition number. */
const condition = 100;

function conditioned(which: keyof typeof trees): Challenge {
  const { tree, name } = trees[which];
  const id = `condition-${which}`;
  return {
    id,
    statement: `How large the relative error of ${name} can be with a condition number of at most 100 is not known.`,
    measure: '|computed − exact| ÷ (u·|exact|), binary32, P ≤ 100·|exact|',
    size: { left: 25, right: 25 },
    limit: { value: condition * limitOf(tree), kind: 'proven' },
    refusal: (candidate) =>
      outOfRange(candidate) ??
      (isConditioned(candidate, condition) ? undefined : 'the condition number is more than 100'),
    measured: (candidate) => relativeToResult(candidate, computeOf(tree)),
    best: knownWitnesses[id]!,
  };
}

function boxed(which: keyof typeof trees): Challenge {
  const { tree, name } = trees[which];
  const id = `box-${which}`;
  const sides = Array<FactorDomain>(25).fill({ kind: 'range', low: -1, high: 1 });
  const box = { n: 25, left: sides, right: sides, aim: 'error' } as const;
  // Without steps for a closer limit, which would take seconds.
  const simple = problemLimit(box, accumulationOf(tree), 0)!;
  return {
    id,
    statement: `How large the error of ${name} of factors in [−1, 1] can be is not known.`,
    measure: '|computed − exact| ÷ u, binary32',
    size: { left: 25, right: 25 },
    limit: { value: simple.value / unitRoundoff32, kind: 'proven' },
    refusal: (candidate) => outOfRange(candidate) ?? place(candidate, (x) => Math.abs(x) <= 1, 'not in [−1, 1]'),
    measured: (candidate) => inUnits(candidate, computeOf(tree)),
    best: knownWitnesses[id]!,
  };
}

const accumulationOf = (tree: SummationTree) => uniformAccumulation(tree, 'rounded-products');
const limitOf = (tree: SummationTree): number => freeLimit(accumulationOf(tree)).value;

function computeOf(tree: SummationTree): Compute {
  const program = compile(accumulationOf(tree));
  return (left, right, _, n) => {
    const out = new Float32Array(1);
    runProgram(program, left, right, n, 1, out);
    return out[0]!;
  };
}

/** The first factor that is not what it should be, and what is wrong with it. */
function place({ left, right }: Candidate, allows: (x: number) => boolean, wrong: string): string | undefined {
  for (const [side, numbers] of [
    ['left', left],
    ['right', right],
  ] as const) {
    const index = numbers.findIndex((x) => !allows(x));
    if (index >= 0) return `${side}[${index}]: ${numbers[index]} is ${wrong}`;
  }
  return undefined;
}

/** Neither underflow nor overflow is what these challenges are about. */
function outOfRange(candidate: Candidate, products: boolean = true): string | undefined {
  const inRange = (x: number): boolean => x === 0 || (Math.abs(x) >= 2 ** -60 && Math.abs(x) <= 2 ** 60);
  const wrong = place(candidate, inRange, 'neither 0 nor between 2^-60 and 2^60 in size');
  if (wrong !== undefined || !products) return wrong;
  const index = candidate.left.findIndex((x, t) => {
    const product = Math.abs(x * candidate.right[t]!);
    return product !== 0 && product < 2 ** -80;
  });
  if (index >= 0) return `left[${index}]: its product with right[${index}] is not 0 and below 2^-80`;
  return allZero(candidate);
}

function allZero({ left, right }: Candidate): string | undefined {
  const zero = left.every((x) => x === 0) || right.every((x) => x === 0);
  return zero ? 'left: all factors of one side are 0' : undefined;
}

const notOnes = ({ right }: Candidate): string | undefined =>
  place({ left: new Float32Array(0), right }, (x) => x === 1, 'not 1');

function notIncreasing({ left }: Candidate): string | undefined {
  const index = left.findIndex((x, t) => x <= 0 || (t > 0 && x < left[t - 1]!));
  return index < 0 ? undefined : `left[${index}]: ${left[index]} is not positive or below the number before it`;
}

/** The open maxima. Their ratios do not depend on the scale, except where factors lie in [−1, 1]. */
export const challenges: readonly Challenge[] = [
  ...[7, 9].map(kahan),
  ...[4, 9].map(secondTerm),
  ...[9, 27].map(increasing),
  winograd('winograd-2', winogradTwo, 704),
  winograd('winograd-4', winogradFour, 52_992),
  ...(['halves', 'lanes'] as const).flatMap((name) => [conditioned(name), boxed(name)]),
];
