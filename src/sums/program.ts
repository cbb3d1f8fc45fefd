import { type Accumulation, type Flush, isPlain, type NodeFormat, type ProductRounding } from './accumulation.ts';
import { foldTree } from './tree.ts';

/**
 * An accumulation as a flat list of instructions on registers, four integers each: opcode, register, two operands. A
 * register holds one value per window of a block. Every instruction runs over the whole block before the next one does,
 * so that decisions are made per instruction and not per window.
 */
export interface Program {
  readonly code: Int32Array;
  /** Terms of chains and registers of sums; instructions refer to ranges in it. */
  readonly operands: Int32Array;
  readonly registers: number;
  /** Terms per window. */
  readonly terms: number;
  /** The register that holds the result. */
  readonly output: number;
  readonly flush: Flush;
  readonly result: 'binary32' | 'binary64';
}

/** Chains add the products of operands a to b − 1 to the register, one after another. */
export const opcode = {
  /** register = +0 */
  zero: 0,
  /** register = product of term a, rounded to binary32 if b is 1 */
  product: 1,
  /** rounded product, one rounding to binary64 and one to binary32 (the same as one if the register holds binary32) */
  chainRounded: 2,
  /** exact product, one rounding to binary32: FMA */
  chainFused: 3,
  /** exact product, one rounding to binary64 */
  chainWide: 4,
  /** rounded product, one rounding to binary64 */
  chainRoundedWide: 5,
  /** exact product, one rounding to binary64 and one to binary32 */
  chainTwice: 6,
  /** register += register a, rounded once to binary32 */
  addOnce: 7,
  /** register += register a, rounded to binary64 and then to binary32 */
  addTwice: 8,
  /** register += register a, rounded once to binary64 */
  addWide: 9,
  /** register = sum of the registers in operands a to b − 1, rounded once to binary32 */
  sumOnce: 10,
  /** the same, rounded once to binary64 */
  sumWide: 11,
  /** register rounded to binary32 */
  round: 12,
} as const;

export const instructionLength = 4;

/**
 * A value on its way up the tree: a term that no instruction has touched yet, or a register. `wide`: it may not be a
 * binary32 number.
 */
type Value = { readonly term: number } | { readonly register: number; readonly wide: boolean };

/**
 * Compiles an accumulation. If the last instruction is a chain on an accumulator, adding a term to that accumulator
 * extends the chain. So a sequential sum is one instruction, and a sum in eight lanes is eight and their joins. Throws
 * a RangeError for accumulations that are not plain (`isPlain`); run-exactly.ts computes those.
 */
export function compile(accumulation: Accumulation): Program {
  if (!isPlain(accumulation)) throw new RangeError('programs compute in binary32 and binary64, to nearest');
  const { tree, products, nodes, start, bias, ownStart = [], flush, result } = accumulation;
  const code: number[] = [];
  const operands: number[] = [];
  const free: number[] = [];
  let registers = 0;
  let node = 0;

  const emit = (operation: number, register: number, a = 0, b = 0): number => code.push(operation, register, a, b);
  const take = (): number => free.pop() ?? registers++;
  const zero = (): Value => {
    const register = take();
    emit(opcode.zero, register);
    return { register, wide: false };
  };
  const load = (value: Value): { readonly register: number; readonly wide: boolean } => {
    if ('register' in value) return value;
    const register = take();
    const rounded = products[value.term] === 'rounded';
    emit(opcode.product, register, value.term, rounded ? 1 : 0);
    return { register, wide: !rounded };
  };

  const extend = (accumulator: Value & { register: number }, term: number, operation: number): void => {
    const last = code.length - instructionLength;
    if (code[last] === operation && code[last + 1] === accumulator.register && code[last + 3] === operands.length)
      code[last + 3]!++;
    else emit(operation, accumulator.register, operands.length, operands.length + 1);
    operands.push(term);
  };

  const addTwo = (a: Value, b: Value, format: NodeFormat): Value => {
    const accumulator = 'register' in a ? a : 'register' in b ? b : load(a);
    const other = accumulator === b ? a : b;
    const wide = format === 'binary64';
    if ('term' in other) {
      const chain = chainOf(products[other.term]!, format, accumulator.wide);
      if (chain !== undefined) {
        extend(accumulator, other.term, chain);
        return { register: accumulator.register, wide };
      }
    }
    const loaded = load(other);
    const exact = !accumulator.wide && !loaded.wide;
    const operation = wide ? opcode.addWide : format === 'binary32' && !exact ? opcode.addOnce : opcode.addTwice;
    emit(operation, accumulator.register, loaded.register);
    free.push(loaded.register);
    return { register: accumulator.register, wide };
  };

  const addMany = (values: readonly Value[], format: NodeFormat): Value => {
    const loaded = values.map((value) => load(value).register);
    const target = loaded[0]!;
    emit(
      format === 'binary32' ? opcode.sumOnce : opcode.sumWide,
      target,
      operands.length,
      operands.length + loaded.length,
    );
    operands.push(...loaded);
    if (format === 'binary32-via-binary64') emit(opcode.round, target);
    free.push(...loaded.slice(1));
    return { register: target, wide: format === 'binary64' };
  };

  const begins = (values: readonly Value[]): boolean =>
    start === 'positive-zero' && values.every((value) => 'term' in value);
  const root = foldTree<Value>(
    tree,
    (term) => (ownStart.includes(term) ? addTwo(zero(), { term }, 'binary32') : { term }),
    (values) => {
      const format = nodes[node++]!;
      if (values.length > 2) return addMany(begins(values) ? [zero(), ...values] : values, format);
      const [a, b] = values as [Value, Value];
      return begins(values) ? addTwo(addTwo(zero(), a, format), b, format) : addTwo(a, b, format);
    },
  );
  const total = load(begins([root]) ? addTwo(zero(), root, result) : root);
  if (total.wide && result === 'binary32') emit(opcode.round, total.register);
  if (bias !== undefined) addTwo({ ...total, wide: result === 'binary64' }, zero(), result);
  const { register: output } = total;
  return {
    code: Int32Array.from(code),
    operands: Int32Array.from(operands),
    registers,
    terms: products.length,
    output,
    flush,
    result,
  };
}

/** The chain instruction that adds one more product, if there is one. */
function chainOf(product: ProductRounding, format: NodeFormat, wide: boolean): number | undefined {
  if (format === 'binary64') return product === 'exact' ? opcode.chainWide : opcode.chainRoundedWide;
  if (product === 'exact') return format === 'binary32' ? opcode.chainFused : opcode.chainTwice;
  return format === 'binary32' && wide ? undefined : opcode.chainRounded;
}
