import { exactArithmetic, machine32, machine64, type RoundedArithmetic } from '../claims/arithmetic.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { computeSum, type SumClaim } from '../claims/sum-claim.ts';
import type { ArithmeticEntry } from '../corpus/entry.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { fromBits64 } from '../float/bits.ts';
import type { Format } from '../float/format.ts';
import { judgeOperation, type OperationVerdict } from '../judge/judge-operation.ts';
import { judgeSum } from '../judge/judge-sum.ts';
import { parseTree } from '../sums/tree-text.ts';
import { judgedReplay, type Replay, unknownReplay } from './replay-record.ts';

/** Replays numbers under the rules of arithmetic, by exact arithmetic alone. */
export function replayArithmetic(entry: ArithmeticEntry, claim: OperationClaim | SumClaim): Replay {
  const { numbers, trees, format } = entry;
  const given = claim.kind === 'operation' ? [numbers.length, trees.length] : [trees.length];
  const wanted = claim.kind === 'operation' ? [claim.operands, 0] : [claim.trees];
  if (given.join() !== wanted.join())
    return unknownReplay(entry, `${claim.id} is about ${wanted.join(' and ')} of these, not ${given.join(' and ')}`);
  const verdict = judgeArithmetic(claim, numbers.map(fromBits64), trees, arithmeticOf(format));
  const shown = { version: lastbitVersion, state: verdict.kind };
  if (verdict.kind === 'discarded') return judgedReplay(entry, { ...shown, reason: verdict.because, sameBits: false });
  if (verdict.kind === 'violated') return judgedReplay(entry, { ...shown, sameBits: true });
  const { attained } = verdict;
  return judgedReplay(entry, { ...shown, errorOverBound: attained, sameBits: attained === entry.errorOverBound });
}

export function judgeArithmetic(
  claim: OperationClaim | SumClaim,
  numbers: readonly number[],
  trees: readonly string[],
  arithmetic: RoundedArithmetic,
): OperationVerdict {
  if (claim.kind === 'operation') return judgeOperation(claim, numbers, arithmetic);
  return judgeSum(claim, computeSum(numbers, trees.map(parseTree), arithmetic));
}

/** This machine's for its own formats; by exact arithmetic for others. */
export function arithmeticOf(format: Format): RoundedArithmetic {
  const own = [machine32, machine64].find((machine) => sameFormat(machine.format, format));
  return own ?? exactArithmetic(format);
}

function sameFormat(one: Format, other: Format): boolean {
  return (
    one.precision === other.precision && one.minExponent === other.minExponent && one.maxExponent === other.maxExponent
  );
}
