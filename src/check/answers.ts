import type { ErrorBound } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import { unsuited } from '../conv/check-shape.ts';
import { sameTerms } from '../conv/operation.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { planOutputs, termCount } from '../conv/terms.ts';
import type { Outcome } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { isLarge, mostJudged, outputSample } from '../inputs/output-sample.ts';
import { batchFor } from '../inputs/summed-batch.ts';
import { type BatchBounds, batchBounds } from '../judge/batch-bounds.ts';
import { type References, referencesAt, referencesOf, windowOfIndex } from '../judge/references.ts';
import { plainSums, suspects } from '../judge/screen-outputs.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** The most suspected outputs of a case that are judged besides its sample. */
const mostSuspects = 64;
type Computed = Extract<Outcome, { readonly kind: 'value' }>;

/**
 * Caches what many claims need about the same batch: each subject's outputs, the exact values and the bounds. So a
 * check can be written as if it were the only one. The cache of a batch is freed together with the batch.
 */
export class Answers {
  private readonly known = new WeakMap<object, Map<unknown, unknown>>();

  /** Calls `make` at the first request for an object and key; later requests get the same result. */
  once<T>(of: object, key: unknown, make: () => T): T {
    let kept = this.known.get(of);
    if (kept === undefined) {
      kept = new Map();
      this.known.set(of, kept);
    }
    if (kept.has(key)) return kept.get(key) as T;
    const made = make();
    kept.set(key, made);
    return made;
  }

  /** The subject's outputs for the batch, or why there are none. */
  outcome(subject: PreparedSubject, batch: Batch): Promise<Outcome> {
    return this.once(batch, subject, () => ask(subject, batch));
  }

  /**
   * The exact values: of all outputs, or of a large case those of `outputSample`. Operations that sum the same terms
   * share them.
   */
  references(batch: Batch, operation: Operation): References {
    const computedAs = sameTerms(batch.shape, operation);
    return this.once(batch, computedAs, () => {
      const chosen = outputSample(batch, computedAs);
      return referencesOf(batch, computedAs, chosen && planOutputs(batch.shape, computedAs, chosen));
    });
  }

  /** The references that have this output of an answer: those of `references`, or its own. */
  referencesFor(batch: Batch, operation: Operation, index: number): References {
    const references = this.references(batch, operation);
    const each = outputSize(batch.shape, operation);
    if (windowOfIndex(references, index, each) >= 0) return references;
    return this.once(references, index % each, () => referencesAt(batch, operation, index % each));
  }

  /**
   * Of a large case whose sample is judged: the references of those other outputs of an answer that are further from
   * plain sums in binary64 than rounding explains. So a single wrong output is not missed. Undefined without any.
   */
  suspected(batch: Batch, operation: Operation, computed: Computed): References | undefined {
    const { chosen } = this.references(batch, operation).plan;
    if (chosen === undefined) return undefined;
    return this.once(computed, batch, () => {
      const plain = this.once(batch, `plain ${operation}`, () => plainSums(batch, operation));
      const all = suspects(plain, batch, operation, computed.outputs, computed.format, mostSuspects);
      const others = all.filter((output) => !chosen.includes(output));
      return others.length === 0
        ? undefined
        : referencesOf(batch, operation, planOutputs(batch.shape, operation, others));
    });
  }

  /** The bound of every output. Subjects with the same traits share one `bound` object, and so one computation. */
  bounds(bound: ErrorBound, references: References): BatchBounds {
    return this.once(references, bound, () => batchBounds(bound, references));
  }

  /**
   * Sends a batch to the engines of these subjects, which work in their own processes: to each the batch that its
   * format has in place of this one. The returned function computes
   * what our own algorithms give and then waits for the engines. Its result is the time, in ms, spent only on waiting.
   */
  begin(subjects: readonly PreparedSubject[], batch: Batch): () => Promise<number> {
    const own = subjects.filter(({ engine }) => engine === 'lastbit');
    const foreign = subjects
      .filter(({ engine }) => engine !== 'lastbit')
      .map((subject) => this.outcome(subject, batchFor(subject, batch)));
    return async () => {
      for (const subject of own) {
        await this.outcome(subject, batch);
        await yieldToEventLoop();
      }
      const before = performance.now();
      await Promise.all(foreign);
      return performance.now() - before;
    };
  }
}

/** Asks one subject; means become sums. Outputs of a wrong number or format are a failure of the engine. */
export async function ask(subject: PreparedSubject, batch: Batch): Promise<Outcome> {
  const because = unsuited(batch.shape, subject.operation);
  if (because !== undefined) return { kind: 'declined', reason: `shape.${because}` };
  if (subject.engine === 'lastbit' && isLarge(batch.shape, subject.operation))
    return { kind: 'declined', reason: `lastbit's own algorithms take at most ${mostJudged} products a case` };
  const outcome = await subject.evaluate(batch);
  if (outcome.kind !== 'value') return outcome;
  const expected = batch.count * outputSize(batch.shape, subject.operation);
  if (outcome.outputs.length === expected && outcome.format === subject.format)
    return subject.operation === 'mean' ? timesTerms(outcome, termCount(batch.shape, 'mean')) : outcome;
  const given = `${outcome.outputs.length} numbers in ${outcome.format}`;
  return { kind: 'failed', reason: `it gave ${given}, not ${expected} in ${subject.format}` };
}

/** Means as sums: n times the mean, exact in binary64 for means in binary32. See dot-any-order for the bound. */
function timesTerms(outcome: Computed, n: number): Outcome {
  return { ...outcome, outputs: Float64Array.from(outcome.outputs, (mean) => n * mean) };
}
