import type { Draw, MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import { type Batch, type Case, caseAt, groupByShape } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Outcome } from '../engines/engine.ts';
import { rngOf } from '../inputs/rng.ts';
import { shrinkWhile } from '../inputs/shrink-while.ts';
import type { BrokenPair } from '../judge/judge-metamorphic.ts';
import { differenceKinds } from './difference-kind.ts';
import type { KnownDefects } from './known-defects.ts';
import type { DifferenceKind } from './metamorphic-records.ts';
import { askOne, drawAgain, drawVariation, judgeTrial, type MetamorphicTrial } from './metamorphic-trial.ts';
import type { PreparedSubject } from './prepared-subject.ts';
import type { ShrinkLimits } from './shrink-failure.ts';

/** One case in which a subject breaks a claim about behaviour, alone. */
export interface MetamorphicFailure {
  readonly claim: MetamorphicClaim;
  readonly subject: PreparedSubject;
  readonly defects: KnownDefects;
  readonly input: Case;
  readonly draws: readonly number[];
  readonly change: string;
  readonly broken: BrokenPair;
  readonly kind: DifferenceKind;
  readonly tiny: boolean;
  readonly minimal: boolean;
}

/** Variations drawn anew for a simpler case, after the one that showed it before. */
const drawsAnew = 5;

/**
 * Which cases of a batch show a difference of this kind, each alone: first varied as before, then in other ways, until one of them does. A difference among numbers of
 * ordinary size must not become one among the smallest, where other things are at work.
 */
export async function findMetamorphic(
  { claim, subject, defects }: Pick<MetamorphicFailure, 'claim' | 'subject' | 'defects'>,
  batch: Batch,
  like: Pick<MetamorphicFailure, 'kind' | 'draws' | 'tiny'>,
): Promise<ReadonlyMap<number, MetamorphicFailure>> {
  const { operation } = subject.subject;
  const found = new Map<number, MetamorphicFailure>();
  const outputs = outputSize(batch.shape, operation);
  const tried = new Set<string>();
  let first: Outcome | undefined;
  for (const draw of waysToDraw(like.draws)) {
    const drawn = drawVariation(claim, batch, operation, draw);
    if (drawn === undefined || tried.has(drawn.draws.join())) continue;
    tried.add(drawn.draws.join());
    first ??= await askOne(subject, batch);
    const trial = judgeTrial(drawn, first, await askOne(subject, drawn.variation.batch));
    if (trial === undefined) continue;
    const kinds = differenceKinds(subject, batch, trial, defects);
    for (const [index, broken] of trial.verdicts.broken.entries()) {
      if (kinds[index] !== like.kind || (isTiny(broken) && !like.tiny)) continue;
      const number = Math.floor(broken.pair.first / outputs);
      if (found.has(number)) continue;
      found.set(number, {
        ...{ claim, subject, defects, input: caseAt(batch, number), kind: like.kind, tiny: isTiny(broken) },
        ...{ draws: drawn.draws, change: drawn.variation.change, minimal: false },
        broken: alone(broken, number, trial, batch.count),
      });
    }
    if (found.size > 0) break;
  }
  return found;
}

/** The pair with its outputs counted within its own case. */
function alone(broken: BrokenPair, number: number, { first, second }: MetamorphicTrial, cases: number): BrokenPair {
  const pair = {
    ...broken.pair,
    first: broken.pair.first - (number * first.length) / cases,
    second: broken.pair.second - (number * second.length) / cases,
  };
  return { ...broken, pair };
}

function* waysToDraw(draws: readonly number[]): Generator<Draw> {
  yield drawAgain(draws);
  yield drawAgain([]);
  for (let way = 0; way < drawsAnew; way++) {
    const rng = rngOf(way, 'another variation');
    yield (n) => rng.below(n);
  }
}

function isTiny({ first, second }: BrokenPair): boolean {
  const larger = Math.max(Math.abs(first), Math.abs(second));
  return larger > 0 && larger < 2 ** -90;
}

/** The smallest failure of the same kind that shrinking finds, the subject asked about every candidate. */
export async function shrinkMetamorphic(
  failure: MetamorphicFailure,
  limits: ShrinkLimits,
): Promise<MetamorphicFailure> {
  const end = performance.now() + limits.milliseconds;
  const over = (): boolean => limits.signal?.aborted === true || performance.now() > end;
  const failures = new Map<Case, MetamorphicFailure>([[failure.input, failure]]);
  let last = failure;
  const shrunk = await shrinkWhile(
    failure.input,
    async (candidates) => {
      const found = new Map<Case, MetamorphicFailure>();
      for (const { batch, places } of groupByShape(candidates)) {
        if (over()) break;
        for (const [index, smaller] of await findMetamorphic(failure, batch, last))
          found.set(candidates[places[index]!]!, smaller);
      }
      for (const [input, smaller] of found) failures.set(input, smaller);
      last = [...found.values()][0] ?? last;
      return candidates.map((candidate) => found.has(candidate));
    },
    limits.evaluations,
  );
  return { ...failures.get(shrunk.case)!, minimal: shrunk.minimal && !over() };
}
