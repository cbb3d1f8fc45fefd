import { dotHeight } from '../claims/dot-height.ts';
import { dotWide } from '../claims/dot-wide.ts';
import { type RevealedBound, revealedBound } from '../claims/revealed-bound.ts';
import type { Batch } from '../conv/case.ts';
import { planTerms } from '../conv/plan-terms.ts';
import { shapeKey } from '../conv/shape-key.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { referencesOf } from '../judge/references.ts';
import { revealSubject } from '../reveal/reveal-subject.ts';
import { quantitiesOf } from './known-defects.ts';
import type { PreparedSubject } from './prepared-subject.ts';
import { largestVacuousShare, Tally } from './tally.ts';
import type { Slice, TrialContext, Trials } from './trials.ts';

/** Revelations that are tried for a subject, until one batch has been judged: each costs some hundred calls. */
const mostShapes = 2;
/** Revelations beside one batch, so that a campaign of seconds goes on. */
const mostPerSlice = 1;
const mostTerms = 32;
const mostTermsInAll = 512;
const revealing = { replays: 256, comparedCases: 64, seed: 1, mostGroups: 1 };

/**
 * The claims about known trees, dot-height and dot-wide, for engines: at a shape that is small enough each is revealed, and its outputs
 * are held to the bound of its own height, products and accumulator. Only where one accumulation explains all outputs of the shape,
 * alone as among others. Of other shapes nothing is said, nor of a batch that mostly fails the hypotheses (overflow), which the
 * claims about any order count: one batch a subject is judged, and it is to be worth it. A violation means that an engine left its own
 * tree on an input: it is counted, with seed and batch, and not shrunk, as a smaller shape has another tree.
 */
export class RevealedTrials implements Trials {
  readonly asks: ReadonlySet<string>;
  checked = 0;
  private readonly context: TrialContext;
  private readonly all: readonly Tally[];
  /** In the order of the table. */
  private judged: ReadonlySet<Tally> = new Set();
  private readonly bounds = new Map<string, RevealedBound | undefined>();
  private readonly shapes = new Map<string, number>();
  private left = 0;

  private constructor(context: TrialContext, subjects: readonly PreparedSubject[], all: readonly Tally[]) {
    this.context = context;
    this.all = all;
    this.asks = new Set(subjects.map(({ subject }) => subject.id));
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter((claim) => claim === dotHeight || claim === dotWide);
    const subjects = context.subjects.filter(({ subject }) => subject.engine !== 'lastbit');
    const all = subjects.flatMap(({ subject, version }) =>
      claims.map((claim) => new Tally(claim, subject.id, version)),
    );
    return all.length === 0 ? undefined : new RevealedTrials(context, subjects, all);
  }

  /** Only rows in which something was said, as soon as there is one. */
  get tallies(): readonly Tally[] {
    return this.judged.size > 0 ? [...this.judged] : this.all;
  }

  async next({ batch, outcomes, place }: Slice): Promise<void> {
    this.left = mostPerSlice;
    for (const { subject, outcome } of outcomes) {
      if (outcome.kind !== 'value' || !this.asks.has(subject.subject.id)) continue;
      const found = await this.boundAt(subject, batch);
      const tally = this.all.find((one) => one.claim === found?.claim && one.subject === subject.subject.id);
      if (found === undefined || tally === undefined) continue;
      const references = referencesOf(batch, subject.subject.operation);
      const bounds = batchBounds(found.bound, references);
      const verdicts = judgeOutputs(bounds, references, outcome.outputs, subject.subject.format);
      if (verdicts.vacuous > verdicts.windows * largestVacuousShare && verdicts.violations.length === 0) continue;
      this.shapes.set(subject.subject.id, mostShapes);
      const index = Math.floor(Math.max(verdicts.worst, 0) / references.plan.outputs);
      tally.add(verdicts, bounds.vacuous, batch.count, { ...place, index, terms: references.plan.terms });
      const unexplained = verdicts.violations.filter((witness) => {
        const quantities = () => quantitiesOf(subject.subject, batch.shape, references, witness);
        return this.context.defects.explain(subject, quantities) === undefined;
      });
      tally.countViolations(unexplained.length);
      tally.countKnown(verdicts.violations.length - unexplained.length);
      if (!this.judged.has(tally))
        this.judged = new Set(this.all.filter((one) => one === tally || this.judged.has(one)));
      this.checked += batch.count;
    }
  }

  /** The bound of what a subject does at a shape; revealed at the first shapes that are small enough. */
  private async boundAt({ subject }: PreparedSubject, { shape }: Batch): Promise<RevealedBound | undefined> {
    const key = `${subject.id} ${shapeKey(shape)}`;
    if (this.bounds.has(key)) return this.bounds.get(key);
    const { terms, outputs } = planTerms(shape, subject.operation);
    const shapes = this.shapes.get(subject.id) ?? 0;
    if (this.left === 0 || shapes >= mostShapes || terms < 2 || terms > mostTerms || terms * outputs > mostTermsInAll)
      return undefined;
    this.shapes.set(subject.id, shapes + 1);
    this.left -= 1;
    this.context.doing(`revealing ${subject.id} at ${shapeKey(shape)}`);
    const { groups, batchKeepsBits } = await revealSubject(subject, shape, revealing);
    const [first] = groups;
    const one = first?.outputs.length === outputs && batchKeepsBits && first.revelation.explained;
    const bound = one && first.revelation.explained ? revealedBound(first.revelation.accumulation) : undefined;
    this.bounds.set(key, bound);
    return bound;
  }
}
