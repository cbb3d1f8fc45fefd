import type { Model } from './model.ts';
import type { Oracle } from './oracle.ts';
import { type Mismatch, same } from './replay.ts';

/**
 * A smaller input on which the engine and its model still differ. Simpler is, in this order: fewer terms that are not +0 · 1; fewer
 * factors that are not 1; and per factor fewer significant bits, fewer of them set, the exponent 0, a plus sign. Each round tries all that is one step simpler in one batch and keeps
 * the first that still differs, largest pieces first; every step is simpler than the one before, so it ends. Counted as checks.
 */
export async function shrinkMismatch(questions: Oracle, model: Model, mismatch: Mismatch): Promise<Mismatch> {
  let best = mismatch;
  for (let round = 0; round < mostRounds; round += 1) {
    const next =
      (await firstThatDiffers(questions, model, best, fewerTerms(best))) ??
      (await firstThatDiffers(questions, model, best, shorterFactors(best)));
    if (next === undefined) break;
    best = next;
  }
  return best;
}

const mostRounds = 256;
const mostNumbers = 2 ** 20;

interface Candidate {
  readonly lefts: Float32Array;
  readonly rights: Float32Array;
}

async function firstThatDiffers(
  questions: Oracle,
  model: Model,
  best: Mismatch,
  candidates: readonly Candidate[],
): Promise<Mismatch | undefined> {
  const { n } = questions;
  const tried = candidates.slice(0, Math.max(1, Math.floor(mostNumbers / n)));
  if (tried.length === 0) return undefined;
  const lefts = new Float32Array(tried.length * n);
  const rights = new Float32Array(tried.length * n);
  tried.forEach((candidate, index) => {
    lefts.set(candidate.lefts, index * n);
    rights.set(candidate.rights, index * n);
  });
  const computed = await questions.check(lefts, rights);
  const predicted = model(lefts, rights, n, tried.length);
  const index = computed.findIndex((value, at) => !same(value, predicted[at]!));
  if (index < 0) return undefined;
  return { kind: best.kind, ...tried[index]!, computed: computed[index]!, predicted: predicted[index]! };
}

/** All terms away, half of them, a quarter, …, one; of few terms any two. */
function fewerTerms({ lefts, rights }: Candidate): Candidate[] {
  const present = Array.from(lefts, (_, term) => term).filter((term) => !isPlainZero(lefts[term]!, rights[term]!));
  const parts: number[][] = [];
  for (let size = present.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < present.length; from += size) parts.push(present.slice(from, from + size));
  }
  if (present.length <= fewTerms)
    parts.push(...present.flatMap((one, k) => present.slice(0, k).map((two) => [one, two])));
  return parts.map((part) => {
    const without = { lefts: lefts.slice(), rights: rights.slice() };
    for (const term of part) {
      without.lefts[term] = 0;
      without.rights[term] = 1;
    }
    return without;
  });
}
const fewTerms = 16;

function isPlainZero(left: number, right: number): boolean {
  return Object.is(left, 0) && right === 1;
}

function shorterFactors({ lefts, rights }: Candidate): Candidate[] {
  const candidates: Candidate[] = [];
  lefts.forEach((left, term) => {
    const right = rights[term]!;
    if (isPlainZero(left, right)) return;
    const product = Math.fround(left * right);
    if (left !== 1 && right !== 1 && product !== 0 && Number.isFinite(product))
      candidates.push({ lefts: lefts.with(term, product), rights: rights.with(term, 1) });
    for (const simpler of simplerNumbers(left)) candidates.push({ lefts: lefts.with(term, simpler), rights });
    for (const simpler of simplerNumbers(right)) candidates.push({ lefts, rights: rights.with(term, simpler) });
  });
  return candidates;
}

const number = new Float32Array(1);
const word = new Int32Array(number.buffer);

/** 1; the number without its sign; its power of two; its first half of bits; all bits but the last; its first bit and its last. */
function simplerNumbers(value: number): number[] {
  if (value === 1 || value === 0 || !Number.isFinite(value)) return value < 0 ? [-value] : [];
  number[0] = value;
  const bits = word[0]!;
  const significand = bits & 0x7fffff;
  const unsigned = value < 0 ? [-value] : [];
  if (significand === 0) return [1, ...unsigned];
  const trailing = Math.log2(significand & -significand);
  const half = Math.ceil((trailing + 23) / 2);
  const cuts = [23, half, trailing + 1].map((cut) => {
    word[0] = bits & (-1 << cut);
    return number[0]!;
  });
  word[0] = (bits & ~0x7fffff) | (significand & -significand);
  cuts.push(number[0]!);
  return [1, ...unsigned, ...new Set(cuts)].filter((cut) => cut !== value && cut !== 0);
}
