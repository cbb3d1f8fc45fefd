import { dotAnyOrder } from '../claims/error-bounds/any-order.ts';
import { type Draw, type MetamorphicClaim, type Variation, variationOf } from '../claims/metamorphic-claim.ts';
import type { Batch } from '../conv/batch.ts';
import type { Operation } from '../conv/shape.ts';
import { type Quantities, shapeQuantities } from '../corpus/condition.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { specialValue } from '../judge/exact-verdict.ts';
import { type BrokenPair, judgeMetamorphic } from '../judge/judge-metamorphic.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import type { JudgedOutput, Verdicts } from '../judge/verdict.ts';
import type { Answers } from './answers.ts';
import type { Checked } from './check-outputs.ts';
import { type KnownDefects, quantitiesOf } from './known-defects.ts';
import type { DifferenceKind } from './metamorphic-records.ts';
import type { PreparedSubject } from './prepared-subject.ts';
import { heldOutputs } from './transform-outputs.ts';

/** A batch, its variation by a claim, and the numbers drawn for the variation, so that it can be repeated. */
export interface Varied {
  readonly batch: Batch;
  readonly variation: Variation;
  readonly draws: readonly number[];
}

/**
 * The batch, varied by numbers that `draw` gives. Undefined if the claim cannot vary this shape, or relates no outputs.
 */
export function varied(claim: MetamorphicClaim, batch: Batch, operation: Operation, draw: Draw): Varied | undefined {
  const draws: number[] = [];
  const variation = variationOf(claim, batch, operation, (n) => {
    const drawn = draw(n);
    draws.push(drawn);
    return drawn;
  });
  if (variation === undefined || variation.pairs.length === 0) return undefined;
  // If the variation is the same batch, it must be asked again, not read from the cache of answers.
  const asked = variation.batch === batch ? { ...variation, batch: { ...batch } } : variation;
  return { batch, variation: asked, draws };
}

/** Repeats these numbers, each modulo the number of choices. After the last number come zeros. */
export function drawAgain(draws: readonly number[]): Draw {
  let next = 0;
  return (n) => (draws[next++] ?? 0) % n;
}

/** Two outputs that break the relation, and what that shows. */
export interface Difference extends BrokenPair {
  readonly kind: DifferenceKind;
  /** The outputs on the two sides that violate the any-order bound and that no recorded defect explains. */
  readonly wrong: readonly [first: JudgedOutput | undefined, second: JudgedOutput | undefined];
}

/** Checks a metamorphic claim: the subject is asked both questions, and each pair of outputs is compared exactly. */
export async function checkMetamorphic(
  subject: PreparedSubject,
  { batch, variation }: Varied,
  answers: Answers,
  defects: KnownDefects,
): Promise<Checked<Verdicts<Difference>>> {
  const first = await answers.outcome(subject, batch);
  if (first.kind !== 'value') return first;
  const second = await answers.outcome(subject, variation.batch);
  if (second.kind !== 'value') return second;
  const verdicts = judgeMetamorphic(variation, first.outputs, second.outputs);
  if (verdicts.violations.length === 0) return { ...verdicts, violations: [] };
  const sides = [
    await sideOf(subject, batch, first.outputs, answers, defects),
    await sideOf(subject, variation.batch, second.outputs, answers, defects),
  ] as const;
  const violations = verdicts.violations.map((broken) => differenceOf(broken, sides));
  return { ...verdicts, violations };
}

/** What one of the two outputs shows by itself; a wrong one with its judgement. */
type Side = (window: number) => { readonly kind: DifferenceKind; readonly output?: JudgedOutput };

function differenceOf(broken: BrokenPair, [one, other]: readonly [Side, Side]): Difference {
  const { pair, first, second } = broken;
  const sides = [one(pair.first), other(pair.second)] as const;
  const gravest = (['wrong', 'known-defect', 'special', 'overflow'] as const).find((kind) =>
    sides.some((side) => side.kind === kind),
  );
  const kind = gravest ?? (first === 0 && second === 0 ? 'zero-sign' : 'rounding');
  return { ...broken, kind, wrong: [sides[0].output, sides[1].output] };
}

/** Judges single outputs by the any-order bound. All claims about a batch share the judgement of its outputs. */
async function sideOf(
  subject: PreparedSubject,
  batch: Batch,
  outputs: Float32Array | Float64Array,
  answers: Answers,
  defects: KnownDefects,
): Promise<Side> {
  const judge = await answers.once(outputs, `alone ${subject.id}`, () =>
    judged(subject, batch, outputs, answers, defects),
  );
  return (window) => {
    const { defect, ...shown } = judge(window);
    if (defect !== undefined) defects.hit(defect);
    return shown;
  };
}

/** What an output shows, and the defect that explains it, if one does. */
type Shown = ReturnType<Side> & { readonly defect?: CorpusEntry };

async function judged(
  subject: PreparedSubject,
  batch: Batch,
  outputs: Float32Array | Float64Array,
  answers: Answers,
  defects: KnownDefects,
): Promise<(window: number) => Shown> {
  const { operation, format } = subject;
  const references = answers.references(batch, operation);
  const bounds = answers.bounds(dotAnyOrder.boundFor(subject), references);
  const { violations } = judgeOutputs(bounds, references, outputs, format);
  const held = await heldOutputs(subject, batch, violations);
  const beyond = violations.filter((output) => (held === undefined ? 2 : (held.ratioOf(output) ?? 0)) > 1);
  const wrong = new Map(beyond.map((output) => [output.window, output]));
  const explainedOr = (otherwise: Shown, quantities: () => Quantities): Shown => {
    const defect = defects.find(subject, quantities);
    return defect === undefined ? otherwise : { kind: 'known-defect', defect };
  };
  const show = (window: number): Shown => {
    if (bounds.discarded.has(window)) {
      if (!Number.isNaN(references.exact[window]!)) return { kind: 'overflow' };
      const places = shapeQuantities(batch.shape, operation, window % references.plan.outputs);
      const numbers = { computed: outputs[window]!, exact: specialValue(references, window) };
      return explainedOr({ kind: 'special' }, () => ({ ...places, ...numbers }));
    }
    const output = wrong.get(window);
    if (output === undefined) return { kind: 'rounding' };
    return explainedOr({ kind: 'wrong', output }, () => quantitiesOf(subject, batch.shape, references, output));
  };
  const known = new Map<number, Shown>();
  return (window) => {
    const shown = known.get(window) ?? show(window);
    known.set(window, shown);
    return shown;
  };
}
