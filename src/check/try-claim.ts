import fc from 'fast-check';
import type { ErrorClaim } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { fastCheckRandom } from '../inputs/random.ts';
import type { JudgedOutput, Verdicts } from '../judge/verdict.ts';
import type { Answers } from './answers.ts';
import { type Checked, isVerdicts } from './check-outputs.ts';
import { type Counterexample, type FailureKind, kindOf, sameKind } from './counterexample.ts';
import { type KnownDefects, quantitiesOf } from './known-defects.ts';
import type { Place } from './place.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** More discarded outputs than this share promise too little, unless the claim says why it is so. */
const largestDiscardedShare = 0.1;

/** What a claim is tried on by fast-check, and with which known answers. */
export interface Trial {
  readonly runs: number;
  /** Tried before what is drawn. */
  readonly examples?: readonly Batch[];
  readonly seed: number;
  /** What fast-check printed for a failure: only that one is tried again. */
  readonly path?: string | undefined;
  readonly answers: Answers;
  readonly defects: KnownDefects;
  /**
   * The most batches tried while a failure is shrunk. Default 5,000. Time is no limit: a slow engine gives the same.
   */
  readonly evaluations?: number;
}

/**
 * A claim about outputs as a property of fast-check: what it draws, and the check whose verdicts `take` receives.
 * `take` throws for a violation that no recorded defect explains.
 */
export type ForAll<C> = (
  claim: C,
  subject: PreparedSubject,
  take: (batch: Batch, checked: Checked<Verdicts<JudgedOutput>>) => void,
) => fc.IAsyncProperty<[Batch]>;

/** A violation, as first found or as last shrunk. */
export interface Met extends Pick<Counterexample, 'batch' | 'output'> {
  readonly place: Pick<Place, 'seed' | 'distribution' | 'shape'>;
  readonly kind: FailureKind;
}

/**
 * A claim about outputs, tried on one subject by fast-check. What fails is shrunk, keeping its kind: rounding does not
 * slide into underflow. Violations that a recorded defect explains are counted apart.
 */
export async function tryClaim<C extends ErrorClaim>(
  claim: C,
  subject: PreparedSubject,
  trial: Trial,
  forAll: ForAll<C>,
): Promise<Tried> {
  const tally = new Tally(claim, subject, trial);
  const { examples = [], runs, seed, path, evaluations = 5000 } = trial;
  const holds = forAll(claim, subject, (batch, checked) => tally.take(batch, checked));
  let left = evaluations;
  // Beyond the limit no simpler batch fails, so shrinking ends.
  const limited: typeof holds = Object.create(holds, {
    run: { value: async (input: [Batch]) => (tally.hasFailed && left-- <= 0 ? null : holds.run(input)) },
  });
  const details: fc.RunDetails<[Batch]> = await fc.check(limited, {
    ...{ seed, randomType: fastCheckRandom, numRuns: runs + examples.length },
    ...{ examples: examples.map((batch): [Batch] => [batch]), ...(path === undefined ? {} : { path }) },
  });
  return { ...tally.result(details), isCut: left < 0 };
}

/** The verdicts of one claim on one subject. */
export interface Tried {
  readonly details: fc.RunDetails<[Batch]>;
  /** Outputs looked at, and those among them whose hypotheses fail. */
  readonly outputs: number;
  readonly discarded: number;
  /** The share that was discarded, the largest share that is no fault, and the commonest reason. */
  readonly discards: { readonly share: number; readonly most: number; readonly reason: string | undefined };
  /** Recorded defects in words, and how often each was met. */
  readonly explained: ReadonlyMap<string, number>;
  /** Whether shrinking was cut: a simpler batch may fail too. */
  readonly isCut: boolean;
  /** The violation, as first found and as last shrunk. */
  readonly violation?: { readonly met: Met; readonly last: Pick<Met, 'batch' | 'output'> };
}

class Tally {
  private outputs = 0;
  private discarded = 0;
  private failed = false;
  private readonly claim: ErrorClaim;
  private readonly subject: PreparedSubject;
  private readonly trial: Trial;
  private readonly reasons = new Map<string, number>();
  private readonly explained = new Map<string, number>();
  private met: Met | undefined;
  private last: Pick<Met, 'batch' | 'output'> | undefined;

  constructor(claim: ErrorClaim, subject: PreparedSubject, trial: Trial) {
    this.claim = claim;
    this.subject = subject;
    this.trial = trial;
  }

  /** Whether a failure is being shrunk. */
  get hasFailed(): boolean {
    return this.failed || this.met !== undefined;
  }

  /**
   * Throws for a violation that nothing explains; after the first one only for others of its kind, so that shrinking
   * keeps to it.
   */
  take(batch: Batch, checked: Checked<Verdicts<JudgedOutput>>): void {
    const { met } = this;
    if (!isVerdicts(checked)) {
      if (checked.kind === 'declined' || met !== undefined) return;
      this.failed = true;
      throw new Error(`${this.subject.id} failed: ${checked.reason}`);
    }
    // A subject that failed to answer is shrunk as that: it does not slide into a wrong answer.
    if (this.failed) return;
    const unexplained = checked.violations.filter((output) => !this.isExplained(batch, output));
    const output = unexplained.find((one) => met === undefined || sameKind(met.kind, kindOf(one)));
    if (met === undefined) this.count(checked);
    if (output === undefined) return;
    this.last = { batch, output };
    const { distribution = 'example', shape } = batch;
    const place = { seed: this.trial.seed, distribution, shape: shapeKey(shape) };
    this.met ??= { batch, output, place, kind: kindOf(output) };
    throw new Error(`${this.claim.id}: ${this.subject.id} violates it, error ÷ bound ${output.errorOverBound}`);
  }

  private count({ outputs, discarded, reasons }: Verdicts<JudgedOutput>): void {
    this.outputs += outputs;
    this.discarded += discarded;
    for (const [reason, count] of reasons) this.reasons.set(reason, (this.reasons.get(reason) ?? 0) + count);
  }

  private isExplained(batch: Batch, output: JudgedOutput): boolean {
    const { answers, defects } = this.trial;
    const references = answers.referencesFor(batch, this.subject.operation, output.window);
    const defect = defects.explain(this.subject, () => quantitiesOf(this.subject, batch.shape, references, output));
    if (defect === undefined) return false;
    const description = `${defect.subject.id} ${defect.subject.version} (corpus ${defect.id}): ${defect.note}`;
    this.explained.set(description, (this.explained.get(description) ?? 0) + 1);
    return true;
  }

  result(details: fc.RunDetails<[Batch]>): Omit<Tried, 'isCut'> {
    const { outputs, discarded, reasons, explained, met, last, claim } = this;
    const share = outputs === 0 ? 0 : discarded / outputs;
    const [reason] = [...reasons].sort(([, one], [, other]) => other - one)[0] ?? [];
    const discards = { share, most: claim.mostDiscarded?.share ?? largestDiscardedShare, reason };
    const violation = details.failed && met !== undefined && last !== undefined ? { violation: { met, last } } : {};
    return { details, outputs, discarded, discards, explained, ...violation };
  }
}
