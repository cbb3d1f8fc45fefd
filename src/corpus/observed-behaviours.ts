import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Bits32, isBits32 } from '../float/bits.ts';
import { UsageError } from '../float/usage-error.ts';
import type { CorpusEntry } from './entry.ts';
import { writeWhole } from './write-whole.ts';

/**
 * What real engines were observed to do, as `corpus/behaviours.json` holds it: one row for each claim about behaviour and subject. A row that
 * differs has the smallest case, as far as it is small enough to be kept, and the numbers with which the claim varied it.
 */
const pair = v.strictTuple([v.number(), v.number()]);
const shape = v.strictObject({
  ...{ batch: v.number(), height: v.number(), width: v.number(), channelsIn: v.number(), channelsOut: v.number() },
  ...{ kernelHeight: v.number(), kernelWidth: v.number(), stride: pair, dilation: pair },
  padding: v.union([v.picklist(['valid', 'same']), v.strictTuple([v.number(), v.number(), v.number(), v.number()])]),
});
const bits = v.array(v.custom<Bits32>((value) => typeof value === 'string' && isBits32(value)));
const counterexample: v.GenericSchema<unknown, RecordedCounterexample> = v.strictObject({
  ...{ shape, image: bits, kernel: bits, draws: v.array(v.number()), change: v.string() },
  ...{ values: v.strictTuple([v.string(), v.string()]), must: v.string() },
});
const row: v.GenericSchema<unknown, ObservedBehaviour> = v.strictObject({
  ...{ claim: v.string(), subject: v.string(), version: v.string() },
  observed: v.picklist(['holds', 'differs', 'unseen']),
  judged: v.number(),
  differences: v.record(v.string(), v.number()),
  gravest: v.exactOptional(v.string()),
  counterexample: v.exactOptional(counterexample),
});
const file: v.GenericSchema<unknown, ObservedBehaviours> = v.strictObject({
  schema: v.literal('lastbit-behaviours-1'),
  ...{ seed: v.number(), cases: v.number(), cpu: v.string(), cpuFeatures: v.array(v.string()) },
  rows: v.array(row),
});

/** One claim about one subject. `gravest` is a key of `differences`; `unseen`: nothing was judged. */
export interface ObservedBehaviour {
  readonly claim: string;
  readonly subject: string;
  readonly version: string;
  readonly observed: 'holds' | 'differs' | 'unseen';
  /** Pairs of outputs. */
  readonly judged: number;
  readonly differences: Readonly<Record<string, number>>;
  readonly gravest?: string;
  readonly counterexample?: RecordedCounterexample;
}

/** The case, the numbers with which the claim varied it, and the two answers. */
export interface RecordedCounterexample extends Pick<CorpusEntry, 'shape' | 'image' | 'kernel'> {
  readonly draws: readonly number[];
  readonly change: string;
  readonly values: readonly [first: string, second: string];
  readonly must: string;
}

export interface ObservedBehaviours {
  readonly schema: 'lastbit-behaviours-1';
  readonly seed: number;
  readonly cases: number;
  readonly cpu: string;
  readonly cpuFeatures: readonly string[];
  readonly rows: readonly ObservedBehaviour[];
}

const pathIn = (directory: string): string => join(directory, 'behaviours.json');

/** What was recorded; undefined where nothing was. Throws a UsageError of one line for a file that is none. */
export function loadBehaviours(directory: string): ObservedBehaviours | undefined {
  const path = pathIn(directory);
  if (!existsSync(path)) return undefined;
  try {
    return v.parse(file, JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new UsageError(`${path}: is no record of behaviours (${(error as Error).message.split('\n')[0]})`);
  }
}

/** One line a row, so that a change is seen in a difference of two versions. */
export function saveBehaviours(directory: string, { rows, ...head }: ObservedBehaviours): string {
  const path = pathIn(directory);
  const lines = rows.map((item) => JSON.stringify(item)).join(',\n    ');
  writeWhole(path, `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "rows": [\n    ${lines}\n  ]\n}\n`);
  return path;
}
