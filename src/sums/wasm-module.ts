/**
 * The bytes of WebAssembly modules with SIMD, as far as vector-code.ts needs them. Assemblers of npm are megabytes of
 * compiled C++, which the package and the page would carry for these few instructions.
 *
 * Numbers are those of the WebAssembly specification, release 2.0, section 5.4 (instructions) and 5.5 (modules).
 */
export type Code = readonly number[];

/** A whole number from 0 on, in LEB128. */
export function unsigned(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

function signed(value: number): Code {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7) {
    const low = rest & 0x7f;
    if ((rest >> 7 === 0 && low < 64) || (rest >> 7 === -1 && low >= 64)) return [...bytes, low];
    bytes.push(low + 128);
  }
}

const vector = (instruction: number): Code => [0xfd, ...unsigned(instruction)];
/** 2^4 bytes are aligned, or as here 2^2. */
const at = (offset: number): Code => [2, ...unsigned(offset)];

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number): Code => [0x21, ...unsigned(local)];
export const tee = (local: number): Code => [0x22, ...unsigned(local)];
export const i32 = (value: number): Code => [0x41, ...signed(value)];
export const i32Add: Code = [0x6a];
const i32Less: Code = [0x49];

/** Adds a constant to a local integer. */
export const advance = (local: number, by: number): Code => [...get(local), ...i32(by), ...i32Add, ...set(local)];

/** Repeats `body` while the integer local is below the other one, once at least. */
export const repeatBelow = (local: number, end: number, body: Code): Code => [
  ...[0x03, 0x40, ...body, ...get(local), ...get(end), ...i32Less],
  ...[0x0d, 0, 0x0b],
];

/** Loads 16 bytes at the address on the stack plus an offset. */
export const load = (offset: number): Code => [...vector(0x00), ...at(offset)];
/** Takes an address and a vector from the stack. */
export const store = (offset: number): Code => [...vector(0x0b), ...at(offset)];
/** Takes an address and a vector, of which it replaces one lane of 32 bits. */
export const loadLane = (offset: number, lane: number): Code => [...vector(0x56), ...at(offset), lane];

/** Four lanes of 32 bits from those of two vectors, 0 to 3 and 4 to 7. */
export const shuffle = (...lanes: readonly number[]): Code => [
  ...vector(0x0d),
  ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
];

/** Four lanes of 32 bits with the same bits. */
export const splat32 = (bits: number): Code => [...i32(bits), ...vector(0x11)];

export const bitAnd: Code = vector(0x4e);
export const bitOr: Code = vector(0x50);
export const bitXor: Code = vector(0x51);
export const anyTrue: Code = vector(0x53);
export const demote: Code = vector(0x5e);
export const promoteLow: Code = vector(0x5f);
export const lessUnsigned32: Code = vector(0x3a);
export const subtract32: Code = vector(0xb1);
export const leastUnsigned32: Code = vector(0xb7);
export const shiftRight64: Code = vector(0xcc);
export const addInteger64: Code = vector(0xce);
export const subtractInteger64: Code = vector(0xd1);
export const addNarrow: Code = vector(0xe4);
export const multiplyNarrow: Code = vector(0xe6);
export const equalWide: Code = vector(0x47);
export const unequalWide: Code = vector(0x48);
export const lessWide: Code = vector(0x49);
export const equal64: Code = vector(0xd6);
export const sizeWide: Code = vector(0xec);
export const addWide: Code = vector(0xf0);
export const subtractWide: Code = vector(0xf1);
export const multiplyWide: Code = vector(0xf2);

/** Two lanes of 64 bits with the same bits, of which these are the high and the low half. */
export const splat64 = (high: number, low: number): Code => {
  const bytes = [low, high].flatMap((word) => [0, 8, 16, 24].map((shift) => (word >>> shift) & 0xff));
  return [...vector(0x0c), ...bytes, ...bytes];
};

export const whether = (condition: Code, then: Code, otherwise: Code): Code => [
  ...[...condition, 0x04, 0x40, ...then, 0x05, ...otherwise, 0x0b],
];

/** Calls the helper of the module with the two vectors on the stack. */
export const callHelper: Code = [0x10, 1];

/** A function of one integer: what it has besides, integers and then vectors. */
interface Locals {
  readonly integers: number;
  readonly vectors: number;
}

const [integerType, vectorType] = [0x7f, 0x7b];

/**
 * A module that imports a memory and exports one function, `run`, from an integer to an integer. Its helper makes one
 * vector of two, with three vectors of its own.
 */
export function moduleOf(run: Code, helper: Code, { integers, vectors }: Locals): Uint8Array<ArrayBuffer> {
  const name = (text: string): Code => [text.length, ...new TextEncoder().encode(text)];
  const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
  const runCode = [2, ...unsigned(integers), integerType, ...unsigned(vectors), vectorType, ...run, 0x0b];
  const helperCode = [1, 3, vectorType, ...helper, 0x0b];
  const sections: readonly (readonly [number, Code])[] = [
    [1, [2, ...[0x60, 1, integerType, 1, integerType], ...[0x60, 2, vectorType, vectorType, 1, vectorType]]],
    [2, [1, ...name('host'), ...name('memory'), 2, 0, 1]],
    [3, [2, 0, 1]],
    [7, [1, ...name('run'), 0, 0]],
    [10, [2, ...sized(runCode), ...sized(helperCode)]],
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...sections.flatMap(([id, content]) => [id, ...sized(content)]),
  ]);
}

/** A function with parameters of any type. Its locals follow its parameters. */
export interface FunctionCode {
  readonly name: string;
  readonly parameters: readonly number[];
  readonly result: number;
  readonly locals: readonly number[];
  readonly code: Code;
}

/** A module that imports a memory and exports functions, which call each other by their places in the list. */
export function moduleOfFunctions(functions: readonly FunctionCode[]): Uint8Array<ArrayBuffer> {
  const name = (text: string): Code => [text.length, ...new TextEncoder().encode(text)];
  const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
  const sized = (bytes: Code): Code => [...unsigned(bytes.length), ...bytes];
  const types = functions.map(({ parameters, result }) => [0x60, ...list(parameters.map((one) => [one])), 1, result]);
  const bodies = functions.map(({ locals, code }) => sized([...list(locals.map((one) => [1, one])), ...code, 0x0b]));
  const sections: readonly (readonly [number, Code])[] = [
    [1, list(types)],
    [2, list([[...name('host'), ...name('memory'), 2, 0, 1]])],
    [3, list(functions.map((_, index) => unsigned(index)))],
    [7, list(functions.map((one, index) => [...name(one.name), 0, ...unsigned(index)]))],
    [10, list(bodies)],
  ];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...sections.flatMap(([id, content]) => [id, ...sized(content)]),
  ]);
}
