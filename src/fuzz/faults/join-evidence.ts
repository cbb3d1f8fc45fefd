import type { ConvShape } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { mostCompared, mostKept } from './evidence.ts';
import {
  type ComparisonRecord,
  type EvidenceRecord,
  type EvidenceRow,
  mergeContent,
  readContent,
  writtenContent,
} from './evidence-record.ts';

/**
 * The evidence of consecutive ranges as that of one: `Evidence.absorb` takes from it what it takes from them one by
 * one. What it has seen before decides how much of it counts. So all shapes are kept, and each comparison that may
 * count.
 */
export function joinEvidence(records: readonly EvidenceRecord[]): EvidenceRecord {
  const numbers = new Map<string, number>();
  const shapes: { readonly shape: ConvShape; cases: number }[] = [];
  const rows = new Map<string, JoinedRow>();
  for (const record of records) {
    const placed = record.shapes.map(({ shape, cases }) => {
      const key = shapeKey(shape);
      const number = numbers.get(key) ?? shapes.length;
      if (number === shapes.length) {
        numbers.set(key, number);
        shapes.push({ shape, cases });
      } else shapes[number]!.cases = Math.max(shapes[number]!.cases, cases);
      return number;
    });
    for (const row of record.rows) {
      const key = `${row.claim} ${row.subject}`;
      const joined = rows.get(key) ?? new JoinedRow(row);
      rows.set(key, joined);
      joined.add(row, placed);
    }
  }
  return {
    shapes,
    rows: [...rows.values()].map((row) => row.record()),
    comparisons: joinedComparisons(records.flatMap(({ comparisons }) => comparisons)),
  };
}

class JoinedRow {
  private readonly first: EvidenceRow;
  private readonly states: number[] = [];
  private wrong: EvidenceRow['wrong'];

  constructor(first: EvidenceRow) {
    this.first = first;
  }

  add({ states, wrong }: EvidenceRow, placed: readonly number[]): void {
    for (const [place, state] of [...states].entries()) {
      const number = placed[place]!;
      this.states[number] = Math.max(this.states[number] ?? 0, Number(state));
    }
    if (wrong === undefined) return;
    const content = readContent(this.wrong?.content ?? wrong.content);
    if (this.wrong !== undefined) mergeContent(content, readContent(wrong.content));
    const batches = [...(this.wrong?.batches ?? []), ...wrong.batches].slice(0, mostKept);
    this.wrong = { batches, content: writtenContent(content) };
  }

  record(): EvidenceRow {
    const { claim, subject, operation } = this.first;
    const states = Array.from(this.states, (state = 0) => state)
      .join('')
      .replace(/0+$/, '');
    return { claim, subject, operation, states, ...(this.wrong === undefined ? {} : { wrong: this.wrong }) };
  }
}

/** Without those that cannot count: enough cases came before, or no other convolution was left. */
function joinedComparisons(comparisons: readonly ComparisonRecord[]): readonly ComparisonRecord[] {
  const left = new Map<string, { readonly words: readonly string[]; readonly cases: number }>();
  return comparisons.filter(({ subject, words, cases }) => {
    const before = left.get(subject);
    if (before !== undefined && (before.words.length === 0 || before.cases >= mostCompared)) return false;
    const both = before === undefined ? words : words.filter((word) => before.words.includes(word));
    left.set(subject, { words: both, cases: (before?.cases ?? 0) + cases });
    return true;
  });
}
