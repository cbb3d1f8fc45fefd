import { createHash } from 'node:crypto';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { joinEvidence } from './faults/join-evidence.ts';
import { type FoundEntry, type RangeRecord, type RowRecord, rowKey, type SampledRecord } from './range-record.ts';
import { RowCounts } from './row-counts.ts';
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
  const joined = new Map<string, { readonly row: RowRecord; readonly counts: RowCounts }>();
  for (const row of rows) {
    const key = rowKey(row.claim, row.subject);
    const { counts } = joined.get(key) ?? { counts: new RowCounts() };
    counts.absorb(row);
    if (!joined.has(key)) joined.set(key, { row, counts });
  }
  return [...joined.values()].map(({ row: { claim, subject, version }, counts }) => ({
    ...{ claim, subject, version, ...counts.counted() },
  }));
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
