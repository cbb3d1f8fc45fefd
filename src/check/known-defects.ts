import type { Case } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { conditionHolds, type Quantities, shapeQuantities } from '../corpus/condition.ts';
import { type AnyEntry, type CorpusEntry, isCaseEntry } from '../corpus/entry.ts';
import { isWrongAs } from '../corpus/wrong-outputs.ts';
import type { Subject } from '../engines/engine.ts';
import { toBinary64 } from '../float/dyadic.ts';
import { type References, windowOfIndex } from '../judge/references.ts';
import type { JudgedOutput } from '../judge/verdict.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** The quantities that a condition of an entry may use: the shape, the place, and the numbers of one output. */
export function quantitiesOf(
  subject: Pick<Subject, 'operation'>,
  shape: Case['shape'],
  references: References,
  output: Pick<JudgedOutput, 'window' | 'nonZero' | 'absoluteSum' | 'computed' | 'exact' | 'special'>,
): Quantities {
  const { left, right, terms } = references;
  const { nonZero, absoluteSum, computed, exact, special = toBinary64(exact) } = output;
  const each = outputSize(shape, subject.operation);
  const window = windowOfIndex(references, output.window, each);
  let [largestFactor, smallestFactor] = [0, Number.POSITIVE_INFINITY];
  for (let t = window * terms; t < (window + 1) * terms; t++) {
    const [pixel, tap] = [Math.abs(left[t]!), Math.abs(right[t]!)];
    largestFactor = Math.max(largestFactor, pixel, tap);
    if (pixel * tap !== 0) smallestFactor = Math.min(smallestFactor, pixel, tap);
  }
  const places = shapeQuantities(shape, subject.operation, output.window % each);
  return { ...places, nonZeroTerms: nonZero, absoluteSum, largestFactor, smallestFactor, computed, exact: special };
}

/**
 * The recorded defects by subject. A defect explains a violation of the same subject at the same version if its
 * condition holds there and the output is wrong in one of the ways that it states. Entries of any claim count: a claim
 * about two subjects is violated because of what one of them does alone.
 */
export class KnownDefects {
  private readonly bySubject: ReadonlyMap<string, readonly CorpusEntry[]>;
  private readonly hits = new Map<string, number>();
  private readonly gone = new Set<CorpusEntry>();

  constructor(entries: readonly AnyEntry[]) {
    const defects = entries.filter(isCaseEntry).filter(({ role }) => role === 'defect');
    this.bySubject = grouped(defects);
  }

  /** The defect that explains the violation, counted as a hit; undefined if none does. */
  explain(subject: PreparedSubject, quantities: () => Quantities): CorpusEntry | undefined {
    const defect = this.find(subject, quantities);
    if (defect !== undefined) this.hit(defect);
    return defect;
  }

  /** Counts that a defect explained one more violation. */
  hit(defect: CorpusEntry): void {
    this.hits.set(defect.id, this.hitsOf(defect) + 1);
  }

  /** The defect that explains a wrong output; undefined if none does. */
  find({ id, version }: PreparedSubject, quantities: () => Quantities): CorpusEntry | undefined {
    const candidates = this.of(id).filter((entry) => entry.subject.version === version && !this.gone.has(entry));
    if (candidates.length === 0) return undefined;
    const known = quantities();
    return candidates.find(
      ({ condition, wrongOutputs = [] }) => conditionHolds(condition, known) && isWrongAs(wrongOutputs, known),
    );
  }

  /** A defect that no longer shows on its own case explains nothing. */
  retire(defect: CorpusEntry): void {
    this.gone.add(defect);
  }

  of(subjectId: string): readonly CorpusEntry[] {
    return this.bySubject.get(subjectId) ?? [];
  }

  /** Id of a defect → how many violations it explained. */
  allHits(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.hits);
  }

  hitsOf({ id }: CorpusEntry): number {
    return this.hits.get(id) ?? 0;
  }
}

function grouped(entries: readonly CorpusEntry[]): Map<string, CorpusEntry[]> {
  const groups = new Map<string, CorpusEntry[]>();
  for (const entry of entries) groups.set(entry.subject.id, [...(groups.get(entry.subject.id) ?? []), entry]);
  return groups;
}
