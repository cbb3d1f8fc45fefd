import { type Code, get, i32, i32Add, moduleOfFunctions, set, tee } from './wasm-module.ts';

/**
 * The WebAssembly of long sums in one format: over binary32 numbers in memory, in orders that would cost a call for
 * each few terms from outside. Addresses count bytes. No accumulator that begins at +0 is ever −0, so that a lone term
 * added to +0 first changes nothing that is added to afterwards.
 */
export interface LongSums {
  /** Adds the numbers from address `at` on, `step` bytes apart, to `start`; at least one; `end` is not read. */
  chain(start: number, at: number, end: number, step: number): number;
  /** By halves; `up` is 1 if the larger half comes first, else 0. */
  halves(at: number, count: number, up: number): number;
  /** Blocks of `size` bytes, and then their sums. */
  blocks(at: number, end: number, size: number): number;
  /** Blocks of `ways` numbers, blocks of `ways` blocks and so on; `span` are the bytes of the largest. */
  superblocks(at: number, end: number, span: number, ways: number): number;
  /** Eight interleaved loops, joined by halves. */
  eight(at: number, end: number): number;
}

const [chainIndex, halvesIndex, superblocksIndex] = [0, 1, 3];
const [integerType, narrowType, wideType] = [0x7f, 0x7d, 0x7c];
const call = (index: number): Code => [0x10, index];
const subtract: Code = [0x6b];
const divideUnsigned: Code = [0x6e];
const shiftRight: Code = [0x76];
const shiftLeft: Code = [0x74];
const equal: Code = [0x46];
const below: Code = [0x49];
const chosen: Code = [0x1b];
const loop = (body: Code, condition: Code): Code => [0x03, 0x40, ...body, ...condition, 0x0d, 0, 0x0b];

/** A module that exports `LongSums`. Partial sums stay in the format. */
export function longSumModule(format: 'binary32' | 'binary64'): Uint8Array<ArrayBuffer> {
  const isWide = format === 'binary64';
  const type = isWide ? wideType : narrowType;
  const number: Code = [0x2a, 2, 0, ...(isWide ? [0xbb] : [])];
  const zero: Code = isWide ? [0x44, ...new Array<number>(8).fill(0)] : [0x43, 0, 0, 0, 0];
  const add: Code = [isWide ? 0xa0 : 0x92];
  const smaller = (one: Code, other: Code): Code => [...one, ...other, ...one, ...other, ...below, ...chosen];
  const whether = (condition: Code, then: Code, otherwise: Code): Code => [
    ...[...condition, 0x04, type, ...then, 0x05, ...otherwise, 0x0b],
  ];

  const chain = ((): Code => {
    const [sum, at, end, step] = [0, 1, 2, 3];
    return [
      ...loop(
        [
          ...[...get(sum), ...get(at), ...number, ...add, ...set(sum)],
          ...[...get(at), ...get(step), ...i32Add, ...set(at)],
        ],
        [...get(at), ...get(end), 0x47],
      ),
      ...get(sum),
    ];
  })();

  const halves = ((): Code => {
    const [at, count, up, half] = [0, 1, 2, 3];
    const pair: Code = [
      ...[...zero, ...get(at), ...number, ...add],
      ...[...get(at), ...i32(4), ...i32Add, ...number, ...add],
    ];
    const both: Code = [
      ...[...get(at), ...get(count), ...get(up), ...i32Add, ...i32(1), ...shiftRight, ...tee(half)],
      ...[...get(up), ...call(halvesIndex)],
      ...[...get(at), ...get(half), ...i32(2), ...shiftLeft, ...i32Add],
      ...[...get(count), ...get(half), ...subtract, ...get(up), ...call(halvesIndex), ...add],
    ];
    const few = whether([...get(count), ...i32(2), ...equal], pair, both);
    return whether([...get(count), ...i32(1), ...equal], [...get(at), ...number], few);
  })();

  /** Adds what `part` gives for each step from `at` to `end`. */
  const parts = (at: number, end: number, size: number, sum: number, part: Code): Code => [
    ...loop(
      [...[...get(sum), ...part, ...add, ...set(sum)], ...[...get(at), ...get(size), ...i32Add, ...set(at)]],
      [...get(at), ...get(end), ...below],
    ),
    ...get(sum),
  ];
  const blocks = ((): Code => {
    const [at, end, size, sum] = [0, 1, 2, 3];
    const blockEnd = smaller([...get(at), ...get(size), ...i32Add], get(end));
    return parts(at, end, size, sum, [...zero, ...get(at), ...blockEnd, ...i32(4), ...call(chainIndex)]);
  })();
  const superblocks = ((): Code => {
    const [at, end, span, ways, last, sum] = [0, 1, 2, 3, 4, 5];
    const inside = [...smaller([...get(at), ...get(span), ...i32Add], get(end)), ...set(last)];
    const part: Code = [...get(at), ...get(end), ...get(span), ...get(ways), ...call(superblocksIndex)];
    return [
      ...inside,
      ...whether(
        [...get(span), ...get(ways), ...i32(2), ...shiftLeft, ...equal],
        [...zero, ...get(at), ...get(last), ...i32(4), ...call(chainIndex)],
        [...[...get(span), ...get(ways), ...divideUnsigned, ...set(span)], ...parts(at, last, span, sum, part)],
      ),
    ];
  })();

  const eight = ((): Code => {
    const [at, end] = [0, 1];
    const part = (k: number, count: number): Code =>
      count === 1
        ? [
            ...[...zero, ...get(at), ...i32(4 * k), ...i32Add, ...get(end), ...i32(4 * k), ...i32Add],
            ...[...i32(32), ...call(chainIndex)],
          ]
        : [...part(k, count / 2), ...part(k + count / 2, count / 2), ...add];
    return part(0, 8);
  })();

  const i = integerType;
  return moduleOfFunctions([
    { name: 'chain', parameters: [type, i, i, i], result: type, locals: [], code: chain },
    { name: 'halves', parameters: [i, i, i], result: type, locals: [i], code: halves },
    { name: 'blocks', parameters: [i, i, i], result: type, locals: [type], code: blocks },
    { name: 'superblocks', parameters: [i, i, i, i], result: type, locals: [i, type], code: superblocks },
    { name: 'eight', parameters: [i, i], result: type, locals: [], code: eight },
  ]);
}
