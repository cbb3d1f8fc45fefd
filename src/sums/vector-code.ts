import { instructionLength, opcode, type Program } from './program.ts';
import * as wasm from './wasm-module.ts';

/**
 * The WebAssembly of a program. It computes four windows side by side with the instructions that run-program.ts runs.
 * First it turns the factors of four windows into products in memory, one vector for each term. Where all is binary32,
 * a value is a vector of four numbers, else two vectors of two.
 */

/** Addresses in the memory: products, factors, results. */
export const mostTerms = 1024;
export const factorsAtOnce: number = 2 ** 13;
const productBytes = mostTerms * 32;
export const leftStart: number = productBytes;
export const rightStart: number = leftStart + 4 * factorsAtOnce;
export const outStart: number = rightStart + 4 * factorsAtOnce;
export const memoryBytes: number = outStart + 8 * factorsAtOnce;

function instructionsOf({ code }: Program): readonly (readonly [number, number, number, number])[] {
  return Array.from({ length: code.length / instructionLength }, (_, i) => {
    const [operation, register, a, b] = code.subarray(i * instructionLength, (i + 1) * instructionLength);
    return [operation!, register!, a!, b!] as const;
  });
}

/** Whether it adds two numbers at a time. */
export const isVectorial = (program: Program): boolean =>
  instructionsOf(program).every(([operation]) => operation !== opcode.sumOnce && operation !== opcode.sumWide);

/** Whether no value needs more than binary32. Adding binary32 numbers in binary64 first changes no bit. */
export function isAllNarrow(program: Program): boolean {
  return (
    program.result === 'binary32' &&
    instructionsOf(program).every(
      ([operation, , , b]) =>
        operation === opcode.zero ||
        (operation === opcode.product && b === 1) ||
        operation === opcode.chainRounded ||
        operation === opcode.addTwice ||
        operation === opcode.round,
    )
  );
}

/** Locals: the parameter is the end of the left factors; integers, then vectors. */
const [endAll, leftAt, productAt, end, outAt] = [0, 1, 2, 3, 4];
const integers = 4;
const columns = 5;
const least = 13;
const spare = 14;
const registers = 22;

/** The bits of 2^-38; see `neverFlushes` in run-program.ts. */
const largeEnough = (127 - 38) << 23;

/** Runs `body` for each four windows, with their products in memory. It leaves the results in memory at `outAt`. */
function moduleFor(program: Program, bytes: 16 | 32, resultBytes: 16 | 32, body: wasm.Code): Uint8Array<ArrayBuffer> {
  const { terms: n, registers: count, flush } = program;
  const watches = flush.inputs || flush.products || flush.sums;
  const rest = n % 4;
  const rows = [0, 1, 2, 3];
  const products = (terms: number): wasm.Code =>
    rows
      .slice(0, terms)
      .flatMap((term) => [
        ...(watches ? [columns + term, columns + 4 + term].flatMap(watch) : []),
        ...(bytes === 16
          ? [
              ...[...wasm.get(productAt), ...wasm.get(columns + term), ...wasm.get(columns + 4 + term)],
              ...[...wasm.multiplyNarrow, ...wasm.store(16 * term)],
            ]
          : [0, 1].flatMap((half) => [
              ...wasm.get(productAt),
              ...[columns + term, columns + 4 + term].flatMap((column) => promoted(column, half)),
              ...[...wasm.multiplyWide, ...wasm.store(32 * term + 16 * half)],
            ])),
      ]);
  const four = [0, 1].flatMap((side) => {
    const column = columns + 4 * side;
    const row = (k: number): wasm.Code => [
      ...wasm.get(leftAt),
      ...wasm.load(side * (rightStart - leftStart) + 4 * n * k),
    ];
    const pair = (one: number, other: number, to: number): wasm.Code => [
      ...[...row(one), ...wasm.set(spare), ...row(other), ...wasm.set(spare + 1)],
      ...[...wasm.get(spare), ...wasm.get(spare + 1), ...wasm.shuffle(0, 4, 1, 5), ...wasm.set(to)],
      ...[...wasm.get(spare), ...wasm.get(spare + 1), ...wasm.shuffle(2, 6, 3, 7), ...wasm.set(to + 1)],
    ];
    const join = (part: number, to: number): wasm.Code => [
      ...[...wasm.get(spare + 2 + part), ...wasm.get(spare + 4 + part), ...wasm.shuffle(0, 1, 4, 5), ...wasm.set(to)],
      ...[...wasm.get(spare + 2 + part), ...wasm.get(spare + 4 + part), ...wasm.shuffle(2, 3, 6, 7)],
      ...wasm.set(to + 1),
    ];
    return [...pair(0, 1, spare + 2), ...pair(2, 3, spare + 4), ...join(0, column), ...join(1, column + 2)];
  });
  const last = [0, 1].flatMap((side) =>
    rows
      .slice(0, rest)
      .flatMap((term) => [
        ...wasm.splat64(0, 0),
        ...wasm.set(columns + 4 * side + term),
        ...rows.flatMap((k) => [
          ...[...wasm.get(leftAt), ...wasm.get(columns + 4 * side + term)],
          ...wasm.loadLane(side * (rightStart - leftStart) + 4 * n * k + 4 * term, k),
          ...wasm.set(columns + 4 * side + term),
        ]),
      ]),
  );
  const group = [
    ...[...wasm.i32(0), ...wasm.set(productAt)],
    ...(n < 4
      ? []
      : [
          ...[...wasm.get(leftAt), ...wasm.i32(4 * (n - rest)), ...wasm.i32Add, ...wasm.set(end)],
          ...wasm.repeatBelow(leftAt, end, [
            ...[...four, ...products(4), ...wasm.advance(productAt, 4 * bytes), ...wasm.advance(leftAt, 16)],
          ]),
        ]),
    ...[...last, ...products(rest), ...wasm.advance(leftAt, 4 * rest + 12 * n)],
    ...[...body, ...wasm.advance(outAt, resultBytes)],
  ];
  const found: wasm.Code = watches
    ? [...wasm.get(least), ...wasm.splat32(largeEnough - 1), ...wasm.lessUnsigned32, ...wasm.anyTrue]
    : wasm.i32(0);
  return wasm.moduleOf(
    [
      ...[...wasm.splat32(-1), ...wasm.set(least), ...wasm.i32(leftStart), ...wasm.set(leftAt)],
      ...[...wasm.i32(outStart), ...wasm.set(outAt), ...wasm.repeatBelow(leftAt, endAll, group), ...found],
    ],
    sumOnce,
    { integers, vectors: registers - columns + 2 * count },
  );
}

/** Keeps the least size of factors, as bits less 1, so that 0 is the largest of all. */
const watch = (column: number): wasm.Code => [
  ...[...wasm.get(column), ...wasm.splat32(0x7fffffff), ...wasm.bitAnd, ...wasm.splat32(1), ...wasm.subtract32],
  ...[...wasm.get(least), ...wasm.leastUnsigned32, ...wasm.set(least)],
];

const promoted = (local: number, half: number): wasm.Code => [
  ...wasm.get(local),
  ...(half === 0 ? [] : [...wasm.get(local), ...wasm.shuffle(2, 3, 2, 3)]),
  ...wasm.promoteLow,
];

export function narrowModule(program: Program): Uint8Array<ArrayBuffer> {
  const product = (term: number): wasm.Code => [...wasm.i32(0), ...wasm.load(16 * term)];
  const local = (register: number): number => registers + register;
  const body = instructionsOf(program).flatMap(([operation, register, a, b]): wasm.Code => {
    const to = local(register);
    if (operation === opcode.zero) return [...wasm.splat64(0, 0), ...wasm.set(to)];
    if (operation === opcode.product) return [...product(a), ...wasm.set(to)];
    if (operation === opcode.addTwice)
      return [...wasm.get(to), ...wasm.get(local(a)), ...wasm.addNarrow, ...wasm.set(to)];
    if (operation === opcode.round) return [];
    return chainOf(program.operands.subarray(a, b), 16, (address, offset) => [
      ...[...address, ...wasm.load(offset), ...wasm.get(to), ...wasm.addNarrow, ...wasm.set(to)],
    ]);
  });
  const stored = [...wasm.get(outAt), ...wasm.get(local(program.output)), ...wasm.store(0)];
  return moduleFor(program, 16, 16, [...body, ...stored]);
}

const rounded: wasm.Code = [...wasm.demote, ...wasm.promoteLow];

/**
 * The helper: the sum of two vectors, rounded to odd in binary64 and then to binary32, which is one rounding: `sum32`
 * in float/addition.ts. What the sum lost is that of TwoSum; it is NaN where something is not finite.
 */
const sumOnce: wasm.Code = (() => {
  const [one, other, sum, virtual, lost] = [0, 1, 2, 3, 4];
  return [
    ...[...wasm.get(one), ...wasm.get(other), ...wasm.addWide, ...wasm.tee(sum)],
    ...[...wasm.get(one), ...wasm.subtractWide, ...wasm.set(virtual)],
    ...[...wasm.get(one), ...wasm.get(sum), ...wasm.get(virtual), ...wasm.subtractWide, ...wasm.subtractWide],
    ...[...wasm.get(other), ...wasm.get(virtual), ...wasm.subtractWide, ...wasm.addWide, ...wasm.set(lost)],
    // 1 where the rest has the sign of the sum, else −1: away from zero or towards it.
    ...[...wasm.get(sum), ...wasm.get(lost), ...wasm.bitXor, ...wasm.i32(63), ...wasm.shiftRight64],
    ...[...wasm.splat64(0, 1), ...wasm.bitOr],
    // Where something was lost, and the last bit of the sum is 0.
    ...[...wasm.get(lost), ...wasm.splat64(0, 0), ...wasm.unequalWide],
    ...[...wasm.get(lost), ...wasm.get(lost), ...wasm.equalWide, ...wasm.bitAnd, ...wasm.bitAnd],
    ...[...wasm.get(sum), ...wasm.splat64(0, 1), ...wasm.bitAnd, ...wasm.splat64(0, 1), ...wasm.subtractInteger64],
    ...[...wasm.bitAnd, ...wasm.get(sum), ...wasm.addInteger64, ...rounded],
  ];
})();

/**
 * Adds two vectors to two locals, rounded once to binary32. Rounding the binary64 sum is that, unless it lies half way
 * between two binary32 numbers: its last 29 bits are then 1 and zeros. Subnormal results have their middle elsewhere.
 */
function addOnce(to: readonly [number, number], values: readonly [wasm.Code, wasm.Code]): wasm.Code {
  const [terms, sums] = [
    [spare, spare + 1],
    [spare + 2, spare + 3],
  ] as const;
  const both = (part: (half: 0 | 1) => wasm.Code): wasm.Code => [...part(0), ...part(1)];
  const isHard = (half: 0 | 1): wasm.Code => [
    ...[...wasm.get(sums[half]), ...wasm.splat64(0, 0x1fffffff), ...wasm.bitAnd],
    ...[...wasm.splat64(0, 0x10000000), ...wasm.equal64],
    ...[...wasm.get(sums[half]), ...wasm.sizeWide, ...wasm.splat64(smallestNormal, 0), ...wasm.lessWide, ...wasm.bitOr],
  ];
  return [
    ...both((half) => [
      ...[...values[half], ...wasm.tee(terms[half]), ...wasm.get(to[half]), ...wasm.addWide, ...wasm.set(sums[half])],
    ]),
    ...wasm.whether(
      [...both(isHard), ...wasm.bitOr, ...wasm.anyTrue],
      both((half) => [...wasm.get(to[half]), ...wasm.get(terms[half]), ...wasm.callHelper, ...wasm.set(to[half])]),
      both((half) => [...wasm.get(sums[half]), ...rounded, ...wasm.set(to[half])]),
    ),
  ];
}

/** The high half of the binary64 number 2^-126. */
const smallestNormal = (1023 - 126) << 20;

export function wideModule(program: Program): Uint8Array<ArrayBuffer> {
  const local = (register: number): readonly [number, number] => [
    registers + 2 * register,
    registers + 2 * register + 1,
  ];
  const both = (part: (half: 0 | 1) => wasm.Code): wasm.Code => [...part(0), ...part(1)];
  /** Adds the product at an address plus an offset to a register. */
  const chainStep = (
    operation: number,
    to: readonly [number, number],
    address: wasm.Code,
    offset: number,
  ): wasm.Code => {
    const product = (half: number): wasm.Code => [...address, ...wasm.load(offset + 16 * half)];
    if (operation === opcode.chainFused) return addOnce(to, [product(0), product(1)]);
    const isRounded = operation === opcode.chainRounded || operation === opcode.chainRoundedWide;
    const isWide = operation === opcode.chainWide || operation === opcode.chainRoundedWide;
    return both((half) => [
      ...[...product(half), ...(isRounded ? rounded : []), ...wasm.get(to[half]), ...wasm.addWide],
      ...[...(isWide ? [] : rounded), ...wasm.set(to[half])],
    ]);
  };
  const body = instructionsOf(program).flatMap(([operation, register, a, b]): wasm.Code => {
    const to = local(register);
    const other = local(a);
    const changed = (part: (half: 0 | 1) => wasm.Code): wasm.Code =>
      both((half) => [...part(half), ...wasm.set(to[half])]);
    if (operation === opcode.zero) return changed(() => wasm.splat64(0, 0));
    if (operation === opcode.product)
      return changed((half) => [...wasm.i32(0), ...wasm.load(32 * a + 16 * half), ...(b === 1 ? rounded : [])]);
    if (operation === opcode.round) return changed((half) => [...wasm.get(to[half]), ...rounded]);
    if (operation === opcode.addOnce) return addOnce(to, [wasm.get(other[0]), wasm.get(other[1])]);
    if (operation === opcode.addTwice || operation === opcode.addWide)
      return changed((half) => [
        ...[...wasm.get(to[half]), ...wasm.get(other[half]), ...wasm.addWide],
        ...(operation === opcode.addTwice ? rounded : []),
      ]);
    return chainOf(program.operands.subarray(a, b), 32, (...place) => chainStep(operation, to, ...place));
  });
  const isNarrow = program.result === 'binary32';
  const [low, high] = local(program.output).map(wasm.get) as [wasm.Code, wasm.Code];
  const stored = isNarrow
    ? [
        ...wasm.get(outAt),
        ...low,
        ...wasm.demote,
        ...high,
        ...wasm.demote,
        ...wasm.shuffle(0, 1, 4, 5),
        ...wasm.store(0),
      ]
    : [...wasm.get(outAt), ...low, ...wasm.store(0), ...wasm.get(outAt), ...high, ...wasm.store(16)];
  return moduleFor(program, 32, isNarrow ? 16 : 32, [...body, ...stored]);
}

/** Longer chains whose terms are equally far apart become loops, of so many steps at a time. */
const unrolled = 4;

/** The steps of a chain, each at an address plus an offset in bytes. */
function chainOf(
  terms: Int32Array,
  bytes: number,
  stepAt: (address: wasm.Code, offset: number) => wasm.Code,
): wasm.Code {
  const step = (terms[1] ?? 0) - terms[0]!;
  const straight = (part: Int32Array): wasm.Code =>
    Array.from(part).flatMap((term) => stepAt(wasm.i32(0), bytes * term));
  if (terms.length < 3 * unrolled || step <= 0 || terms.some((term, k) => term !== terms[0]! + k * step))
    return straight(terms);
  const whole = terms.length - (terms.length % unrolled);
  const turn = Array.from({ length: unrolled }, (_, k) => stepAt(wasm.get(productAt), bytes * step * k)).flat();
  return [
    ...[...wasm.i32(bytes * terms[0]!), ...wasm.set(productAt)],
    ...[...wasm.i32(bytes * (terms[0]! + whole * step)), ...wasm.set(end)],
    ...wasm.repeatBelow(productAt, end, [...turn, ...wasm.advance(productAt, bytes * step * unrolled)]),
    ...straight(terms.subarray(whole)),
  ];
}
