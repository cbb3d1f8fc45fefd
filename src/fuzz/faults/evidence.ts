import type { Answers } from '../../check/answers.ts';
import { otherAnswers } from '../../check/other-answers.ts';
import type { PreparedSubject } from '../../check/prepared-subject.ts';
import type { Batch } from '../../conv/batch.ts';
import { outputShape } from '../../conv/output-shape.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import type { JudgedOutput, Verdicts } from '../../judge/verdict.ts';
import { CoverageRecord } from '../coverage.ts';
import { axes, type WrongPlaces } from './place-pattern.ts';
import type { AskedShape } from './shape-features.ts';
import { addContent, noContent, type WrongContent } from './wrong-content.ts';

/** One claim and subject: the shapes on which it was judged, and where and how outputs were wrong. */
export interface RowEvidence {
  readonly claim: string;
  readonly subject: string;
  /** Shapes by their text. */
  readonly judged: Map<string, AskedShape>;
  readonly wrongShapes: Set<string>;
  readonly wrongBatches: WrongPlaces[];
  readonly content: WrongContent;
}

/** Further shapes and wrong batches of a row are not kept: what they would show has been seen. */
const mostKept = 4096;
/** Wrong cases of one subject that are compared with other convolutions. */
const mostCompared = 12;

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

  /** Notes the verdicts of a claim on a batch. `wrong`: the violations that no recorded defect explains. */
  async add(
    claim: string,
    subject: PreparedSubject,
    verdicts: Pick<Verdicts<JudgedOutput>, 'outputs' | 'discarded'>,
    wrong: readonly JudgedOutput[],
    asked: Answered,
  ): Promise<void> {
    if (verdicts.discarded === verdicts.outputs) return;
    const { batch } = asked;
    const row = this.rowOf(claim, subject.id);
    const key = shapeKey(batch.shape);
    const before = row.judged.get(key);
    if (before === undefined && row.judged.size === mostKept) return;
    const { operation } = subject;
    row.judged.set(key, { shape: batch.shape, operation, cases: Math.max(before?.cases ?? 0, batch.count) });
    if (wrong.length === 0) return;
    row.wrongShapes.add(key);
    if (row.wrongBatches.length < mostKept) row.wrongBatches.push(wrongPlaces(subject, batch, wrong));
    for (const output of wrong) addContent(row.content, output);
    await this.compare(subject, wrong, asked);
  }

  private rowOf(claim: string, subject: string): RowEvidence {
    const key = `${claim} ${subject}`;
    const row = this.rows.get(key) ?? {
      ...{ claim, subject, judged: new Map(), wrongShapes: new Set<string>() },
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
    const outputs = sizesOf(subject, batch)
      .slice(1)
      .reduce((product, size) => product * size, 1);
    const found = await otherAnswers(subject, batch, Math.floor(first.window / outputs), answers, known?.words);
    if (found === undefined) return;
    this.comparisons.set(subject.id, { words: new Set(found), cases: (known?.cases ?? 0) + 1 });
  }
}

function sizesOf({ operation }: PreparedSubject, { shape, count }: Batch): readonly number[] {
  return [count, ...outputShape(shape, operation)];
}

function wrongPlaces(subject: PreparedSubject, batch: Batch, wrong: readonly JudgedOutput[]): WrongPlaces {
  const sizes = sizesOf(subject, batch);
  const at = axes.map(() => new Set<number>());
  for (const { window } of wrong) {
    let rest = window;
    for (let axis = axes.length - 1; axis >= 0; axis--) {
      at[axis]!.add(rest % sizes[axis]!);
      rest = Math.floor(rest / sizes[axis]!);
    }
  }
  return { sizes, at };
}
