import type { ErrorBound } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import type { Outcome } from '../engines/engine.ts';
import { yieldToEventLoop } from '../engines/process/yield-to-event-loop.ts';
import { type BatchBounds, batchBounds } from '../judge/batch-bounds.ts';
import { type References, referencesOf } from '../judge/references.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/**
 * What is computed once for a batch however many claims ask for it: what each subject answers, the exact values, the
 * bounds. So every check is written as if it were the only one. All is forgotten with the batch.
 */
export class Answers {
  private readonly known = new WeakMap<object, Map<unknown, unknown>>();

  /** What `make` gave when it was first called for this object and key. */
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

  /** What the subject answers to the batch. */
  outcome(subject: PreparedSubject, batch: Batch): Promise<Outcome> {
    return this.once(batch, subject, () => ask(subject, batch));
  }

  /** The exact values. A depthwise convolution of one channel is a convolution. */
  references(batch: Batch, operation: Operation): References {
    const same = operation === 'depthwise-conv2d' && batch.shape.channelsIn > 1 ? operation : 'conv2d';
    return this.once(batch, same, () => referencesOf(batch, same));
  }

  /** The bound of every output, one computation for all subjects of the same traits. */
  bounds(bound: ErrorBound, references: References): BatchBounds {
    return this.once(references, bound, () => batchBounds(bound, references));
  }

  /**
   * Sets the engines of some subjects to work on a batch, in their processes. The function that is returned computes
   * what our own algorithms answer, then waits for the engines; it gives the time in ms that it waited while nothing
   * else was to be done.
   */
  begin(subjects: readonly PreparedSubject[], batch: Batch): () => Promise<number> {
    const own = subjects.filter(({ engine }) => engine === 'lastbit');
    const foreign = subjects
      .filter(({ engine }) => engine !== 'lastbit')
      .map((subject) => this.outcome(subject, batch));
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

/** One subject's answer. An outcome of the wrong length or format is a failure of the engine, not ours. */
export async function ask(subject: PreparedSubject, batch: Batch): Promise<Outcome> {
  if (subject.operation === 'depthwise-conv2d' && batch.shape.channelsOut !== 1)
    return { kind: 'declined', reason: 'a depthwise kernel has one channel out' };
  const outcome = await subject.evaluate(batch);
  if (outcome.kind !== 'value') return outcome;
  const expected = batch.count * outputSize(batch.shape, subject.operation);
  if (outcome.outputs.length === expected && outcome.format === subject.format) return outcome;
  const given = `${outcome.outputs.length} numbers in ${outcome.format}`;
  return { kind: 'failed', reason: `it gave ${given}, not ${expected} in ${subject.format}` };
}
