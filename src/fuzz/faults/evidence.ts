import type { Answers } from '../../check/answers.ts';
import { otherAnswers } from '../../check/other-answers.ts';
import type { PreparedSubject } from '../../check/prepared-subject.ts';
import type { Batch } from '../../conv/batch.ts';
import { outputShape, outputSize, positionOf } from '../../conv/output-shape.ts';
import type { ConvShape, Operation } from '../../conv/shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import type { JudgedOutput, Verdicts } from '../../judge/verdict.ts';
import { CoverageRecord } from '../coverage.ts';
import {
  type ComparisonRecord,
  type EvidenceRecord,
  type EvidenceRow,
  mergeContent,
  readContent,
  writtenContent,
  writtenPlaces,
} from './evidence-record.ts';
import { axes, type WrongPlaces } from './place-pattern.ts';
import type { ShapeSample } from './shape-pattern.ts';
import { addContent, noContent, type WrongContent } from './wrong-content.ts';

/** One claim and subject: the shapes on which it was judged, and where and how outputs were wrong. */
export interface RowEvidence {
  readonly claim: string;
  readonly subject: string;
  readonly operation: Operation;
  /** For each shape, by its number: 0 not judged, 1 right, 2 wrong. */
  readonly states: Uint8Array;
  readonly wrongBatches: WrongPlaces[];
  readonly content: WrongContent;
}

const [right, wrong] = [1, 2] as const;

/** The number of a shape; undefined if too many others have one. */
type Numbered = number | undefined;

/** Further shapes, and further wrong batches of a row, are not kept: what they would show has been seen. */
export const mostKept = 4096;
/** Wrong cases of one subject that are compared with other convolutions. */
export const mostCompared = 12;

/** The other convolutions that explain all cases of a subject that were compared so far. */
export interface Comparison {
  readonly words: ReadonlySet<string>;
  readonly cases: number;
}

/** A batch, and what its subjects answered. */
interface Answered {
  readonly batch: Batch;
  readonly answers: Answers;
}

/** Where each subject was wrong and where it was right, for a guess at its fault. */
export class Evidence {
  readonly coverage: CoverageRecord = new CoverageRecord();
  readonly rows: Map<string, RowEvidence> = new Map();
  readonly comparisons: Map<string, Comparison> = new Map();

  /** The shapes that were judged, by their text, and the largest number of cases in one call. */
  private readonly numbers = new Map<string, number>();
  /** All rows ask for the number of one batch after another. */
  private latest: { readonly batch: Batch; readonly number: Numbered } | undefined;
  private readonly shapes: { readonly shape: ConvShape; cases: number }[] = [];

  /** Notes the verdicts of a claim on a batch. `violations`: those that no recorded defect explains. */
  async add(
    claim: string,
    subject: PreparedSubject,
    verdicts: Pick<Verdicts<JudgedOutput>, 'outputs' | 'discarded'>,
    violations: readonly JudgedOutput[],
    asked: Answered,
  ): Promise<void> {
    const number = verdicts.discarded === verdicts.outputs ? undefined : this.numberOf(asked.batch);
    if (number === undefined) return;
    const row = this.rowOf(claim, subject);
    if (row.states[number] !== wrong) row.states[number] = violations.length === 0 ? right : wrong;
    if (violations.length === 0) return;
    if (row.wrongBatches.length < mostKept) row.wrongBatches.push(wrongPlaces(subject, asked.batch, violations));
    for (const output of violations) addContent(row.content, output);
    await this.compare(subject, violations, asked);
  }

  /** All of it but the coverage, as plain JSON. */
  record(): EvidenceRecord {
    const rows = [...this.rows.values()].map(({ claim, subject, operation, states, wrongBatches, content }) => ({
      ...{ claim, subject, operation, states: states.subarray(0, this.shapes.length).join('').replace(/0+$/, '') },
      ...(content.total === 0
        ? {}
        : { wrong: { batches: wrongBatches.map(writtenPlaces), content: writtenContent(content) } }),
    }));
    const comparisons = [...this.comparisons].map(([subject, { words, cases }]) => ({
      ...{ subject, words: [...words], cases },
    }));
    return { shapes: this.shapes.map(({ shape, cases }) => ({ shape, cases })), rows, comparisons };
  }

  /** Adds what a later range of the same campaign saw. */
  absorb({ shapes, rows, comparisons }: EvidenceRecord): void {
    const numbers = shapes.map(({ shape, cases }) => this.numbered({ shape, count: cases }));
    for (const row of rows) this.absorbRow(row, numbers);
    for (const comparison of comparisons) this.absorbComparison(comparison);
  }

  private absorbRow(
    { claim, subject, operation, states, wrong: wrongs }: EvidenceRow,
    numbers: readonly Numbered[],
  ): void {
    const row = this.rowOf(claim, { id: subject, operation });
    for (const [place, number] of numbers.entries()) {
      const state = Number(states[place] ?? 0);
      if (number !== undefined && state > row.states[number]!) row.states[number] = state;
    }
    if (wrongs === undefined) return;
    for (const { sizes, at } of wrongs.batches.slice(0, mostKept - row.wrongBatches.length))
      row.wrongBatches.push({ sizes, at: at.map((indices) => new Set(indices)) });
    mergeContent(row.content, readContent(wrongs.content));
  }

  private absorbComparison({ subject, words, cases }: ComparisonRecord): void {
    const known = this.comparisons.get(subject);
    if (known?.words.size === 0 || (known?.cases ?? 0) >= mostCompared) return;
    const both = known === undefined ? words : words.filter((one) => known.words.has(one));
    this.comparisons.set(subject, { words: new Set(both), cases: (known?.cases ?? 0) + cases });
  }

  /** The shapes on which a row was judged, by number, and whether an output of them was wrong. */
  samplesOf({ states, operation }: RowEvidence): ReadonlyMap<number, ShapeSample> {
    return new Map(
      this.shapes.flatMap(({ shape, cases }, number) =>
        states[number] === 0 ? [] : [[number, { shape, cases, operation, isWrong: states[number] === wrong }]],
      ),
    );
  }

  /** For each subject the distinct shapes on which some claim was judged. */
  shapesBySubject(): Readonly<Record<string, number>> {
    const judged = new Map<string, Set<number>>();
    for (const { subject, states } of this.rows.values()) {
      const numbers = judged.get(subject) ?? new Set();
      judged.set(subject, numbers);
      for (let number = 0; number < this.shapes.length; number++) if (states[number] !== 0) numbers.add(number);
    }
    return Object.fromEntries([...judged].map(([subject, numbers]) => [subject, numbers.size]));
  }

  private numberOf(batch: Batch): Numbered {
    if (this.latest?.batch !== batch) this.latest = { batch, number: this.numbered(batch) };
    return this.latest.number;
  }

  private numbered({ shape, count }: Pick<Batch, 'shape' | 'count'>): Numbered {
    const key = shapeKey(shape);
    const known = this.numbers.get(key);
    if (known === undefined && this.shapes.length === mostKept) return undefined;
    const number = known ?? this.shapes.length;
    if (known === undefined) {
      this.numbers.set(key, number);
      this.shapes.push({ shape, cases: count });
    } else this.shapes[number]!.cases = Math.max(this.shapes[number]!.cases, count);
    return number;
  }

  private rowOf(claim: string, { id, operation }: Pick<PreparedSubject, 'id' | 'operation'>): RowEvidence {
    const key = `${claim} ${id}`;
    const row = this.rows.get(key) ?? {
      ...{ claim, subject: id, operation, states: new Uint8Array(mostKept) },
      ...{ wrongBatches: [], content: noContent() },
    };
    this.rows.set(key, row);
    return row;
  }

  /** Compares the first wrong case of a batch, unless nothing is left that could explain all of them. */
  private async compare(
    subject: PreparedSubject,
    [first]: readonly JudgedOutput[],
    { batch, answers }: Answered,
  ): Promise<void> {
    const known = this.comparisons.get(subject.id);
    if (first === undefined || known?.words.size === 0 || (known?.cases ?? 0) >= mostCompared) return;
    const place = Math.floor(first.window / outputSize(batch.shape, subject.operation));
    const found = await otherAnswers(subject, batch, place, answers, known?.words);
    if (found === undefined) return;
    this.comparisons.set(subject.id, { words: new Set(found), cases: (known?.cases ?? 0) + 1 });
  }
}

function wrongPlaces(
  { operation }: PreparedSubject,
  { shape, count }: Batch,
  violations: readonly JudgedOutput[],
): WrongPlaces {
  const [sizes, outputs] = [outputShape(shape, operation), outputSize(shape, operation)];
  const at = axes.map(() => new Set<number>());
  for (const { window } of violations) {
    const place = [Math.floor(window / outputs), ...positionOf(sizes, window % outputs)];
    for (const [axis, index] of place.entries()) at[axis]!.add(index);
  }
  return { sizes: [count, ...sizes], at };
}
