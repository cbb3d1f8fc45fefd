import { machine32 } from '../claims/arithmetic.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { lastbitVersion } from '../engines/lastbit-subjects.ts';
import { operandFamilies } from '../generate/operand-families.ts';
import { rngOf } from '../generate/rng.ts';
import { shrinkNumbers } from '../generate/shrink-numbers.ts';
import { judgeOperation } from '../judge/judge-operation.ts';
import { arithmeticSubject } from './arithmetic-subject.ts';
import type { Place } from './campaign-records.ts';
import { entryOfArithmetic } from './entry-of-arithmetic.ts';
import { giveWay } from './give-way.ts';
import { SliceCounts } from './slice-counts.ts';
import { Tally } from './tally.ts';
import type { Slice, TrialContext, Trials } from './trials.ts';

/** Inputs of one family in a row. */
const inOneFamily = 8;

/** Claims about a few operations, tried on the binary32 arithmetic of this process. The same operands serve all of them. */
export class OperationTrials implements Trials {
  readonly tallies: readonly Tally[];
  readonly asks: ReadonlySet<string> = new Set();
  checked = 0;
  private readonly rows: readonly { readonly claim: OperationClaim; readonly tally: Tally }[];
  private readonly context: TrialContext;
  private begun = false;

  private constructor(claims: readonly OperationClaim[], context: TrialContext) {
    this.context = context;
    this.rows = claims.map((claim) => ({ claim, tally: new Tally(claim, arithmeticSubject, lastbitVersion) }));
    this.tallies = this.rows.map(({ tally }) => tally);
  }

  static open(context: TrialContext): Trials | undefined {
    const claims = context.options.claims.filter((claim) => claim.kind === 'operation');
    return claims.length === 0 || context.options.arithmetic === false
      ? undefined
      : new OperationTrials(claims, context);
  }

  async next({ place, batch }: Slice): Promise<void> {
    if (!this.begun) this.tryAttaining(place);
    this.begun = true;
    const rng = rngOf(place.seed, `operands ${place.batch}`);
    for (let from = 0; from < batch.count; from += inOneFamily) {
      const family = operandFamilies[rng.below(operandFamilies.length)]!;
      const count = Math.min(inOneFamily, batch.count - from);
      const inputs = Array.from({ length: count }, () => {
        const numbers = new Float32Array(3);
        family.fill(rng, numbers);
        return Array.from(numbers);
      });
      const shown = { ...place, family: family.name, shape: 'operands' };
      for (const { claim, tally } of this.rows) {
        this.try(claim, tally, shown, claim.operands === 3 ? inputs : inputs.map((x) => x.slice(0, claim.operands)));
      }
      await giveWay();
    }
  }

  private tryAttaining(place: Place): void {
    for (const { claim, tally } of this.rows) {
      if (claim.attainedBy === undefined) continue;
      this.try(claim, tally, { ...place, family: 'attaining', shape: 'operands' }, [claim.attainedBy]);
    }
  }

  private try(claim: OperationClaim, tally: Tally, place: Place, inputs: readonly (readonly number[])[]): void {
    const counts = new SliceCounts();
    for (const drawn of inputs) {
      const operands = inOrder(claim, drawn);
      const verdict = judgeOperation(claim, operands, machine32);
      counts.add(verdict);
      if (verdict.kind === 'violated') this.convict(claim, tally, place, operands);
    }
    counts.addTo(tally, place);
    this.checked += inputs.length;
  }

  private convict(claim: OperationClaim, tally: Tally, place: Place, operands: readonly number[]): void {
    tally.countViolations(1);
    if (!this.context.wants(tally)) return;
    const smallest = shrinkNumbers(operands, (x) => judgeOperation(claim, x, machine32).kind === 'violated');
    this.context.found(tally, { entry: entryOfArithmetic(claim, smallest, [], place), onlyInBatch: false });
  }
}

/** The first two exchanged, where only that order meets the hypotheses, as of claims about a larger and a smaller one. */
function inOrder(claim: OperationClaim, operands: readonly number[]): readonly number[] {
  if (claim.failedHypothesis(operands, machine32) === undefined) return operands;
  const exchanged = [operands[1]!, operands[0]!, ...operands.slice(2)];
  return operands.length > 1 && claim.failedHypothesis(exchanged, machine32) === undefined ? exchanged : operands;
}
