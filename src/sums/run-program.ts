import { sum32, sumError } from '../float/addition.ts';
import { growExpansion, roundExpansion32, roundExpansion64 } from '../float/expansion.ts';
import { type Flush, noFlush } from './accumulation.ts';
import {
  type Chain,
  chainFused,
  chainRounded,
  chainRoundedWide,
  chainTwice,
  chainWide,
  flushedChains,
} from './chains.ts';
import { instructionLength, opcode, type Program } from './program.ts';
import { flushInput, flushProduct, flushSum } from './underflow.ts';
import { type VectorProgram, vectorProgram } from './vector-program.ts';

const plainChains: Readonly<Record<number, Chain>> = {
  [opcode.chainRounded]: chainRounded,
  [opcode.chainFused]: chainFused,
  [opcode.chainWide]: chainWide,
  [opcode.chainRoundedWide]: chainRoundedWide,
  [opcode.chainTwice]: chainTwice,
};

const byFlush = new Map<number, Readonly<Record<number, Chain>>>();

/** The chains for one way of flushing, made once. */
function chainsOf(flush: Flush): Readonly<Record<number, Chain>> {
  const key = (flush.inputs ? 1 : 0) + (flush.products ? 2 : 0) + (flush.sums ? 4 : 0);
  const known = key === 0 ? plainChains : byFlush.get(key);
  if (known !== undefined) return known;
  const made = flushedChains(flush);
  byFlush.set(key, made);
  return made;
}

/** Windows per block, so that their terms and registers stay in the first-level cache. */
const blockOf = (n: number): number => Math.max(8, Math.min(64, Math.floor(2048 / n)));
let registers = new Float64Array(0);

/**
 * Runs a program over `count` windows of n terms, which lie window after window in memory, and writes one result per
 * window. NaN and infinities follow IEEE 754. Either kind of output array holds a binary32 result exactly. Throws a
 * RangeError if n is not the program's number of terms.
 */
export function runProgram(
  program: Program,
  left: Float32Array,
  right: Float32Array,
  n: number,
  count: number,
  out: Float32Array | Float64Array,
): void {
  if (n !== program.terms) throw new RangeError(`a program for ${program.terms} terms cannot run on windows of ${n}`);
  const vector = vectorFor(program, count);
  if (vector === undefined) {
    runWindows(program, left, right, n, 0, count, out);
    return;
  }
  for (let first = 0; first < count; first += vector.windows) {
    const windows = Math.min(vector.windows, count - first);
    if (!vector.run(left, right, first, windows, out)) runWindows(program, left, right, n, first, windows, out);
  }
}

/** Fewer windows at once, or fewer terms in all calls, do not repay WebAssembly. */
const [fewestWindows, fewestTerms] = [16, 2 ** 17];

/** How many terms a program has summed; then its form in WebAssembly, or null if it has none. */
const vectors = new WeakMap<Program, number | VectorProgram | null>();

function vectorFor(program: Program, count: number): VectorProgram | undefined {
  if (count < fewestWindows) return undefined;
  const known = vectors.get(program) ?? 0;
  if (typeof known !== 'number') return known ?? undefined;
  const summed = known + count * program.terms;
  const made = summed < fewestTerms ? summed : (vectorProgram(program) ?? null);
  vectors.set(program, made);
  return typeof made === 'number' ? undefined : (made ?? undefined);
}

function runWindows(
  program: Program,
  left: Float32Array,
  right: Float32Array,
  n: number,
  first: number,
  count: number,
  out: Float32Array | Float64Array,
): void {
  const block = blockOf(n);
  if (registers.length < program.registers * block) registers = new Float64Array(program.registers * block);
  const { inputs, products, sums } = program.flush;
  const flushes = inputs || products || sums;
  const plain: Program = { ...program, flush: noFlush };
  const [leftWords, rightWords] = flushes ? [wordsOf(left), wordsOf(right)] : [noWords, noWords];
  const all = first + count;
  for (let done = first; done < all; done += block) {
    const windows = Math.min(block, all - done);
    const [from, to] = [done * n, (done + windows) * n];
    const isPlain = !flushes || (neverFlushes(leftWords, from, to) && neverFlushes(rightWords, from, to));
    runBlock(isPlain ? plain : program, left, right, from, n, windows, block);
    const output = program.output * block;
    for (let w = 0; w < windows; w++) out[done + w] = registers[output + w]!;
  }
}

const noWords = new Int32Array(0);
const wordsOf = ({ buffer, byteOffset, length }: Float32Array): Int32Array =>
  new Int32Array(buffer, byteOffset, length);

/** The bits of 2^-38. */
const largeEnough = (127 - 38) << 23;

/**
 * Whether every factor is 0 or at least 2^-38 in size. Then nothing is flushed: factors are multiples of 2^-61, so
 * products and all sums, rounded or not, are multiples of 2^-122, and none but 0 is below 2^-126. Chains that look for
 * what is tiny take four times as long.
 */
function neverFlushes(words: Int32Array, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    const size = words[i]! & 0x7fffffff;
    if (size < largeEnough && size !== 0) return false;
  }
  return true;
}

function runBlock(
  program: Program,
  left: Float32Array,
  right: Float32Array,
  base: number,
  n: number,
  count: number,
  block: number,
): void {
  const { code, operands, flush } = program;
  const chains = chainsOf(flush);
  for (let at = 0; at < code.length; at += instructionLength) {
    const operation = code[at]!;
    const target = code[at + 1]! * block;
    const a = code[at + 2]!;
    const b = code[at + 3]!;
    const chain = chains[operation];
    if (chain !== undefined) chain(left, right, base, n, count, operands, a, b, registers, target);
    else if (operation === opcode.zero) registers.fill(0, target, target + count);
    else if (operation === opcode.product) multiply(program, left, right, base + a, n, count, b === 1, target);
    else if (operation === opcode.sumOnce || operation === opcode.sumWide) {
      sumMany(registers, operands, a, b, block, count, target, operation === opcode.sumOnce ? 'binary32' : 'binary64');
      if (flush.sums && operation === opcode.sumOnce) addOrRound(opcode.round, 0, target, count, true);
    } else addOrRound(operation, a * block, target, count, flush.sums);
  }
}

function multiply(
  { flush }: Program,
  left: Float32Array,
  right: Float32Array,
  first: number,
  n: number,
  count: number,
  rounded: boolean,
  target: number,
): void {
  for (let w = 0, i = first; w < count; w++, i += n) {
    const product = flush.inputs ? flushInput(left[i]!) * flushInput(right[i]!) : left[i]! * right[i]!;
    registers[target + w] = !rounded ? product : flush.products ? flushProduct(product) : Math.fround(product);
  }
}

function addOrRound(operation: number, source: number, target: number, count: number, flushes: boolean): void {
  if (operation === opcode.addWide) {
    for (let w = 0; w < count; w++) registers[target + w] = registers[target + w]! + registers[source + w]!;
  } else if (flushes) {
    const once = operation === opcode.addOnce;
    for (let w = 0; w < count; w++) {
      const a = registers[target + w]!;
      const b = operation === opcode.round ? -0 : registers[source + w]!;
      registers[target + w] = flushSum(a, b, once ? sum32(a, b) : Math.fround(a + b), once);
    }
  } else if (operation === opcode.addOnce) {
    for (let w = 0; w < count; w++) registers[target + w] = sum32(registers[target + w]!, registers[source + w]!);
  } else if (operation === opcode.addTwice) {
    for (let w = 0; w < count; w++)
      registers[target + w] = Math.fround(registers[target + w]! + registers[source + w]!);
  } else {
    for (let w = 0; w < count; w++) registers[target + w] = Math.fround(registers[target + w]!);
  }
}

/**
 * An addition of several registers with one rounding, window by window: register = RN(Σ registers in
 * operands[from..to)), like the adder of an ideal matrix unit. A zero sum is −0 only if all operands are −0. NaN and
 * infinities follow IEEE 754.
 */
function sumMany(
  registers: Float64Array,
  operands: Int32Array,
  from: number,
  to: number,
  block: number,
  count: number,
  target: number,
  format: 'binary32' | 'binary64',
): void {
  const values = new Array<number>(to - from).fill(0);
  for (let w = 0; w < count; w++) {
    for (let k = from; k < to; k++) values[k - from] = registers[operands[k]! * block + w]!;
    registers[target + w] = sumOnce(values, format);
  }
}

/**
 * The exact sum of some numbers, rounded once. If at most one binary64 addition is inexact, it is a sum of two numbers.
 */
function sumOnce(values: readonly number[], format: 'binary32' | 'binary64'): number {
  let plain = -0;
  let lost = -0;
  let losses = 0;
  for (const value of values) {
    const sum = plain + value;
    const error = sumError(plain, value, sum);
    if (error !== 0) {
      lost = error;
      losses++;
    }
    plain = sum;
  }
  if (!Number.isFinite(plain)) return plain;
  if (losses < 2) return format === 'binary32' ? sum32(plain, lost) : plain + lost;
  const expansion: number[] = [];
  for (const value of values) growExpansion(expansion, value);
  if (expansion.length === 0) return plain === 0 ? plain : 0;
  return format === 'binary32' ? roundExpansion32(expansion) : roundExpansion64(expansion);
}
