import { createHash } from 'node:crypto';
import type { DifferenceKind } from '../check/metamorphic-records.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { joinEvidence } from './faults/join-evidence.ts';
import { isGraver } from './metamorphic-tally.ts';
import { type FoundEntry, type RangeRecord, type RowRecord, rowKey, type SampledRecord } from './range-record.ts';
import { countedFindings } from './told.ts';

/**
 * The records of consecutive ranges as the record of one range, with the number of the first. Merging it gives the same
 * result as merging them one by one. It has one row for each claim and subject, whatever the number of ranges, so it is
 * hardly larger than one of them; only its shapes grow.
 *
 * `records`: at least one, in order, without a gap: what lies between would otherwise come in the wrong order.
 */
export function joinRecords(records: readonly RangeRecord[]): RangeRecord {
  const [first, ...others] = records;
  if (first === undefined) throw new Error('there are no records to join');
  for (const [place, { seed, from }] of others.entries())
    if (seed !== first.seed || from !== records[place]!.to) throw new Error('the records to join have a gap');
  if (others.length === 0) return first;
  const sum = (of: (record: RangeRecord) => number): number => records.reduce((all, record) => all + of(record), 0);
  return {
    ...{ seed: first.seed, number: first.number, from: first.from, to: records.at(-1)!.to },
    isWhole: records.every(({ isWhole }) => isWhole),
    ...{ batches: sum(({ batches }) => batches), cases: sum(({ cases }) => cases) },
    ...{ checked: sum(({ checked }) => checked), checkedBounds: sum(({ checkedBounds }) => checkedBounds) },
    ...{ batchesAlone: sum(({ batchesAlone }) => batchesAlone), waitedMs: sum(({ waitedMs }) => waitedMs) },
    rows: joinedRows(records.flatMap(({ rows }) => rows)),
    findings: joinedFindings(records),
    covered: distinctShapes(records.flatMap(({ covered }) => covered)),
    evidence: joinEvidence(records.map(({ evidence }) => evidence)),
    sampled: joinedSamples(records.flatMap(({ sampled }) => sampled ?? [])),
    defectHits: summed(records.map(({ defectHits }) => defectHits)),
  };
}

/**
 * The sha256 of records without what is by the clock, in hexadecimal. Two runs of the same ranges that were told the
 * same have the same one. Also of a joined record, or of a head.
 *
 * Reasons and notes are left out: an engine that fails may name the time, its process or an address in them.
 */
export function digestOf(value: unknown): string {
  const isLeftOut = (key: string): boolean => key.endsWith('Ms') || key === 'because' || key === 'note';
  const text = JSON.stringify(value, (key, member) => (isLeftOut(key) ? undefined : member));
  return createHash('sha256').update(text).digest('hex');
}

function joinedRows(rows: readonly RowRecord[]): readonly RowRecord[] {
  const joined = new Map<string, RowRecord>();
  for (const row of rows) {
    const key = rowKey(row.claim, row.subject);
    const before = joined.get(key);
    joined.set(key, before === undefined ? row : joinedRow(before, row));
  }
  return [...joined.values()];
}

/** As `Tally.absorb` has it: what a tally would say after one and then the other. */
function joinedRow(one: RowRecord, other: RowRecord): RowRecord {
  const isLater = other.failures > 0 || (other.declined > 0 && one.failures === 0);
  const because = (isLater ? other.because : undefined) ?? one.because ?? other.because;
  const attaining = other.attained > one.attained ? other : one;
  const order = one.order ?? other.order;
  const transform = one.transform ?? other.transform;
  const differences = one.differences ?? other.differences;
  const difference = graver(one.difference, other.difference);
  return {
    ...{ claim: one.claim, subject: one.subject, version: one.version },
    ...{ batches: one.batches + other.batches, cases: one.cases + other.cases, outputs: one.outputs + other.outputs },
    ...{ knownHits: one.knownHits + other.knownHits, violations: one.violations + other.violations },
    ...{ declined: one.declined + other.declined, failures: one.failures + other.failures },
    discarded: summed([one.discarded, other.discarded]),
    attained: attaining.attained,
    ...(attaining.attainedBy === undefined ? {} : { attainedBy: attaining.attainedBy }),
    histogram: joinedHistogram(one.histogram, other.histogram),
    distributions: joinedDistributions(one.distributions, other.distributions),
    attainedByTerms: largest(one.attainedByTerms, other.attainedByTerms),
    ...(because === undefined ? {} : { because }),
    ...(order === undefined ? {} : { order }),
    ...(transform === undefined ? {} : { transform }),
    ...(differences === undefined ? {} : { differences: summed([one.differences ?? {}, other.differences ?? {}]) }),
    ...(difference === undefined ? {} : { difference }),
  };
}

/** The first of the most serious kind. */
function graver<T extends { readonly kind: DifferenceKind }>(one: T | undefined, other: T | undefined): T | undefined {
  return other !== undefined && isGraver(other.kind, one?.kind) ? other : one;
}

function joinedHistogram(one: RowRecord['histogram'], other: RowRecord['histogram']): RowRecord['histogram'] {
  const counts = new Map<number, number>();
  for (const { exponent, count } of [...one.bins, ...other.bins])
    counts.set(exponent, (counts.get(exponent) ?? 0) + count);
  const bins = [...counts].sort(([a], [b]) => a - b).map(([exponent, count]) => ({ exponent, count }));
  return { zero: one.zero + other.zero, bins };
}

function joinedDistributions(
  one: RowRecord['distributions'],
  other: RowRecord['distributions'],
): RowRecord['distributions'] {
  const joined = { ...one };
  for (const [name, { outputs, discarded, attained }] of Object.entries(other)) {
    const before = joined[name] ?? { outputs: 0, discarded: 0, attained: 0 };
    joined[name] = {
      ...{ outputs: before.outputs + outputs, discarded: before.discarded + discarded },
      attained: Math.max(before.attained, attained),
    };
  }
  return joined;
}

function largest(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>) {
  const joined: Record<string, number> = { ...one };
  for (const [name, value] of Object.entries(other)) joined[name] = Math.max(joined[name] ?? 0, value);
  return joined;
}

function summed(counts: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sums: Record<string, number> = {};
  for (const one of counts) for (const [name, count] of Object.entries(one)) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

/** Those that could count in the whole campaign, numbered anew: ranges number their own. */
function joinedFindings(records: readonly RangeRecord[]): readonly FoundEntry[] {
  const placed = records.flatMap(({ number: range, findings }) => findings.map((found) => ({ ...found, range })));
  return countedFindings(placed, []).map(({ range: _, ...found }, number) => ({ ...found, number }));
}

function distinctShapes(shapes: readonly ConvShape[]): readonly ConvShape[] {
  const seen = new Map<string, ConvShape>();
  for (const shape of shapes) {
    const key = shapeKey(shape);
    if (!seen.has(key)) seen.set(key, shape);
  }
  return [...seen.values()];
}

function joinedSamples(samples: readonly SampledRecord[]): SampledRecord | null {
  if (samples.length === 0) return null;
  const sum = (of: (one: SampledRecord) => number): number => samples.reduce((all, one) => all + of(one), 0);
  return {
    shapes: [...new Set(samples.flatMap(({ shapes }) => shapes))],
    ...{
      cases: sum(({ cases }) => cases),
      judged: sum(({ judged }) => judged),
      outputs: sum(({ outputs }) => outputs),
    },
  };
}
