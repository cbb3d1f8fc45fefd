import type { Draw, MetamorphicClaim } from '../claims/metamorphic-claim.ts';
import { type Batch, type Case, caseAt, groupByShape } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { cases } from '../inputs/cases.ts';
import { minimise } from '../inputs/minimise.ts';
import { randomOf } from '../inputs/random.ts';
import type { BrokenPair } from '../judge/judge-metamorphic.ts';
import { Answers } from './answers.ts';
import { checkMetamorphic, type Difference, drawAgain, type Varied, varied } from './check-metamorphic.ts';
import { isVerdicts } from './check-outputs.ts';
import { tinyBelow } from './counterexample.ts';
import type { KnownDefects } from './known-defects.ts';
import type { DifferenceKind } from './metamorphic-records.ts';
import type { MinimiseLimits } from './minimise-counterexample.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** One case, asked alone, in which a subject breaks a metamorphic claim. */
export interface MetamorphicFailure {
  readonly claim: MetamorphicClaim;
  readonly subject: PreparedSubject;
  readonly defects: KnownDefects;
  readonly input: Case;
  /** The random choices of the variation; `drawAgain` repeats them. */
  readonly draws: readonly number[];
  readonly change: string;
  /** Output numbers are those within the case. */
  readonly difference: Difference;
  /** Whether both numbers are so small that underflow has effects of its own. */
  readonly tiny: boolean;
  /** True if nothing simpler shows it; false if the search was cut. */
  readonly minimal: boolean;
}

type TestedClaim = Pick<MetamorphicFailure, 'claim' | 'subject' | 'defects'>;

/** How many new variations of a simpler case are tried if the old variation shows nothing. */
const newVariations = 5;

/**
 * Finds the cases of a batch that show a difference of this kind, each numbered as if it had been asked alone. Each
 * case is first varied as before, then in other ways until one shows it. A difference between numbers of ordinary size
 * must not turn into one between tiny numbers, where underflow has other effects.
 */
export async function findMetamorphic(
  { claim, subject, defects }: TestedClaim,
  batch: Batch,
  sameKindAs: { readonly kind: DifferenceKind; readonly draws: readonly number[]; readonly tiny: boolean },
): Promise<ReadonlyMap<number, MetamorphicFailure>> {
  const { operation } = subject;
  const found = new Map<number, MetamorphicFailure>();
  const tried = new Set<string>();
  const answers = new Answers();
  for (const draw of drawsToTry(sameKindAs.draws)) {
    const asked = varied(claim, batch, operation, draw);
    if (asked === undefined || tried.has(asked.draws.join())) continue;
    tried.add(asked.draws.join());
    const verdicts = await checkMetamorphic(subject, asked, answers, defects);
    if (!isVerdicts(verdicts)) continue;
    const outputs = outputSize(batch.shape, operation);
    for (const difference of verdicts.violations) {
      const number = Math.floor(difference.pair.first / outputs);
      const tiny = isTiny(difference);
      if (difference.kind !== sameKindAs.kind || (tiny && !sameKindAs.tiny) || found.has(number)) continue;
      found.set(number, {
        claim,
        subject,
        defects,
        input: caseAt(batch, number),
        draws: asked.draws,
        change: asked.variation.change,
        difference: ofOneCase(difference, number, asked, operation),
        tiny,
        minimal: false,
      });
    }
    if (found.size > 0) break;
  }
  return found;
}

/** The variation of one case, with output numbers within that case and within its variation. */
function ofOneCase(
  difference: Difference,
  number: number,
  { batch, variation }: Varied,
  operation: Operation,
): Difference {
  const { pair } = difference;
  const first = pair.first - number * outputSize(batch.shape, operation);
  const outputsPerCase = (outputSize(variation.batch.shape, operation) * variation.batch.count) / batch.count;
  return { ...difference, pair: { ...pair, first, second: pair.second - number * outputsPerCase } };
}

function* drawsToTry(draws: readonly number[]): Generator<Draw> {
  yield drawAgain(draws);
  yield drawAgain([]);
  for (let way = 0; way < newVariations; way++) {
    const random = randomOf(way, 'another variation');
    yield (n) => random.below(n);
  }
}

function isTiny({ first, second }: BrokenPair): boolean {
  const larger = Math.max(Math.abs(first), Math.abs(second));
  return larger > 0 && larger < tinyBelow;
}

/** The simplest failure of the same kind that is found. The subject is asked about every candidate. */
export async function minimiseMetamorphic(
  failure: MetamorphicFailure,
  limits: MinimiseLimits,
): Promise<MetamorphicFailure> {
  let last = failure;
  const stillFails = async (candidates: readonly Case[]) => {
    const found = new Array<MetamorphicFailure | undefined>(candidates.length).fill(undefined);
    for (const { batch, places } of groupByShape(candidates)) {
      const sameKindAs = { kind: last.difference.kind, draws: last.draws, tiny: last.tiny };
      for (const [index, simpler] of await findMetamorphic(failure, batch, sameKindAs)) found[places[index]!] = simpler;
    }
    last = found.find((one) => one !== undefined) ?? last;
    return found;
  };
  const { verdict, minimal } = await minimise(cases(), failure.input, stillFails, limits);
  return { ...(verdict ?? failure), minimal };
}
