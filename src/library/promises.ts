import fc from 'fast-check';
import { Answers } from '../check/answers.ts';
import { checkOutputs } from '../check/check-outputs.ts';
import { KnownDefects } from '../check/known-defects.ts';
import { type PreparedSubject, prepareSubjects } from '../check/prepared-subject.ts';
import { type Trial, type Tried, tryClaim } from '../check/try-claim.ts';
import { errorClaims } from '../claims/all-claims.ts';
import type { OutputClaim } from '../claims/claim.ts';
import { boundFor } from '../claims/claim.ts';
import { type Batch, caseAt, sliceBatch } from '../conv/batch.ts';
import type { ConvShape } from '../conv/shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { Subject } from '../engines/engine.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import { batches } from '../inputs/batches.ts';
import { overflow } from '../inputs/distributions/binades.ts';
import { specials } from '../inputs/distributions/zeros.ts';
import { shared } from '../inputs/shared.ts';
import { likelyFaults } from '../judge/likely-fault.ts';
import { entryOfCounterexample } from '../replay/entry-of-counterexample.ts';
import { counterexampleLines } from '../text/counterexample.ts';
import { convolution, violations } from './convolution.ts';

/** On what an implementation is tried. */
export interface TryOptions {
  /** Seed of all random numbers: a whole number. Default 20180126, so that every run tries the same. */
  readonly seed?: number;
  /** Batches drawn for each claim, of up to 128 cases of one shape. Default 40. */
  readonly batches?: number;
  /** Every case has this shape. Without it, shapes are drawn too. */
  readonly shape?: ConvShape;
  /** Which of the drawn shapes the implementation does. Others are not asked. Default: all of them. */
  readonly supports?: (shape: ConvShape) => boolean;
  /** What fast-check printed for a failure, with its seed: only that one is tried again. */
  readonly path?: string;
}

export const defaultSeed = 20180126;
const defaultBatches = 40;

/** The proven claims about outputs that apply to a subject whose order of summation is unknown. */
export function applicableClaims(subject: PreparedSubject): readonly OutputClaim[] {
  return errorClaims.filter(
    (claim): claim is OutputClaim =>
      claim.kind === 'output' && claim.status === 'proven' && boundFor(claim, subject) !== undefined,
  );
}

/** The claim of an id. Throws a UsageError, one line, for one that does not apply to the subject. */
export function applicableClaim(id: string, subject: PreparedSubject): OutputClaim {
  const applicable = applicableClaims(subject);
  const found = applicable.find((claim) => claim.id === id);
  if (found !== undefined) return found;
  const known = applicable.map((claim) => claim.id);
  throw new UsageError(
    `claim ${JSON.stringify(id)} does not apply to ${subject.id}; did you mean ${nearestText(id, known)}?`,
  );
}

export async function prepareOne(subject: Subject): Promise<PreparedSubject> {
  const { ready, missing } = await prepareSubjects([subject]);
  if (ready[0] !== undefined) return ready[0];
  throw new UsageError(`${subject.id}: ${missing[0]?.reason}; to get it: ${missing[0]?.howToGetIt}`);
}

/** Claims tried on one subject: what it answers to a batch is computed once for all of them. */
export class Promises {
  readonly subject: PreparedSubject;
  private readonly options: TryOptions;
  private readonly answers = new Answers();
  private readonly usual: fc.Arbitrary<Batch>;
  /** For claims to which hardly any of the usual inputs apply. */
  private readonly ofClaims: Readonly<Record<string, fc.Arbitrary<Batch>>>;

  constructor(subject: PreparedSubject, options: TryOptions) {
    this.subject = subject;
    this.options = options;
    const { shape, supports } = options;
    const drawn = (distributions?: Parameters<typeof batches>[0]): fc.Arbitrary<Batch> => {
      const all = batches({ ...distributions, shape });
      // Filtered before it is shared: what is shared gives one value for one state, however often it is asked.
      return shared(supports === undefined ? all : all.filter(supported(supports)));
    };
    this.usual = drawn();
    this.ofClaims = {
      'dot-non-finite': drawn({ distributions: [specials] }),
      'dot-overflow': drawn({ distributions: [overflow] }),
    };
  }

  /** Tries one claim. */
  async try(claim: OutputClaim): Promise<Tried> {
    const { seed = defaultSeed, batches: runs = defaultBatches, path } = this.options;
    const arbitrary = this.ofClaims[claim.id] ?? this.usual;
    const trial: Trial = { runs, seed, path, answers: this.answers, defects: new KnownDefects([]) };
    return tryClaim(claim, this.subject, trial, (of, by, take) =>
      fc.asyncProperty(arbitrary, async (batch) => take(batch, await checkOutputs(of, by, batch, this.answers))),
    );
  }

  /** A failure for people: the minimised case, what its kind of fault is, and how to see it again. */
  async report(claim: OutputClaim, { details, violation, isCut }: Tried, again: string): Promise<string> {
    if (violation === undefined) {
      const { message } = details.errorInstance as Error;
      const [input] = details.counterexample ?? [];
      const shape = input === undefined ? [] : [`  shape      ${shapeKey(input.shape)}, ${input.count} cases`];
      return [message, ...shape, `  replay     ${again}`].join('\n');
    }
    const { met, last } = violation;
    const entry = entryOfCounterexample({ claim, subject: this.subject, ...last, holds: false }, met);
    const { seed, counterexamplePath, numShrinks } = details;
    const cut = isCut ? ', cut: a simpler case may fail too' : '';
    return [
      ...counterexampleLines(entry, undefined, again),
      ...(await this.faults(met.batch)).map((fact) => `  likely     ${fact}`),
      `  fast-check seed ${seed}, path "${counterexamplePath}", ${numShrinks} shrinks${cut}`,
    ].join('\n');
  }

  /** What the failure showed as it was met, before it was minimised: a single simple output shows little. */
  private async faults(batch: Batch): Promise<readonly string[]> {
    const few = sliceBatch(batch, 0, Math.min(batch.count, mostCasesLookedAt));
    const outcome = await this.subject.evaluate(few);
    if (outcome.kind !== 'value') return [];
    const each = outcome.outputs.length / few.count;
    const cases = Array.from({ length: few.count }, (_, index) => {
      const { image, kernel, shape } = caseAt(few, index);
      const computed = Float32Array.from(outcome.outputs.subarray(index * each, (index + 1) * each));
      const reference = convolution(image, kernel, shape);
      return { computed, reference, found: violations(computed, reference) };
    });
    return cases.some(({ found }) => found.length > 0) ? likelyFaults(cases) : [];
  }
}

const mostCasesLookedAt = 16;
/** Drawn in a row without one that is supported: an implementation of so few shapes is better given one by `shape`. */
const mostRejected = 10_000;

function supported(supports: (shape: ConvShape) => boolean): (batch: Batch) => boolean {
  let rejected = 0;
  return ({ shape }) => {
    rejected = supports(shape) ? 0 : rejected + 1;
    if (rejected < mostRejected) return rejected === 0;
    throw new UsageError(`supports: none of ${mostRejected} shapes in a row; give one by \`shape\``);
  };
}
