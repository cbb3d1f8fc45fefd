import type { ComparisonClaim, Factors } from '../claims/comparison-claim.ts';
import type { OperationClaim } from '../claims/operation-claim.ts';
import { machine32, machine64, type RoundedArithmetic, roundedArithmetic } from '../claims/rounded-arithmetic.ts';
import { computeSum, type SumClaim } from '../claims/sum-claim.ts';
import { type ArithmeticEntry, type CorpusEntry, caseOfEntry } from '../corpus/entry.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { fromBits64 } from '../float/bits.ts';
import type { Format } from '../float/format.ts';
import { judgeComparison, judgeOperation, judgeSum, type OperationVerdict } from '../judge/judge-numbers.ts';
import { parseTree } from '../sums/tree-text.ts';
import { runResults } from './entry-of-numbers.ts';
import { judgedReplay, type Replay, unknownReplay } from './replay-record.ts';

/** Replays an entry of a claim about operations or sums, by exact arithmetic alone. */
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

/** The machine's own arithmetic for binary32 and binary64; big integers, rounded once, for other formats. */
export function arithmeticOf(format: Format): RoundedArithmetic {
  const own = [machine32, machine64].find((machine) => sameFormat(machine.format, format));
  return own ?? roundedArithmetic(format);
}

function sameFormat(one: Format, other: Format): boolean {
  return (
    one.precision === other.precision && one.minExponent === other.minExponent && one.maxExponent === other.maxExponent
  );
}

/** Replays an entry of a comparison. The pixel and tap of each term are its factors; every run is computed again. */
export function replayComparison(entry: CorpusEntry, claim: ComparisonClaim): Replay {
  const { image, kernel, shape } = entry;
  const { batch, height, width, channelsOut, kernelHeight, kernelWidth } = shape;
  const oneWindow = batch * channelsOut === 1 && height === kernelHeight && width === kernelWidth;
  if (!oneWindow || image.length !== kernel.length || entry.output !== 0)
    return unknownReplay(entry, 'a comparison is about one window: an image as large as its kernel');
  const verdict = judgeComparison(claim, relationFactors(entry));
  const { kind: state } = verdict;
  if (verdict.kind === 'discarded')
    return judgedReplay(entry, {
      state: 'discarded',
      reason: verdict.because,
      version: lastbitVersion,
      sameBits: false,
    });
  const bits = runResults(claim, verdict.results).map((result) => result.bits);
  const sameBits = bits.join() === (entry.results ?? []).map((result) => result.bits).join();
  const ratio = verdict.kind === 'holds' && verdict.attained !== undefined ? { errorOverBound: verdict.attained } : {};
  return judgedReplay(entry, { state, version: lastbitVersion, ...ratio, sameBits });
}

/** The pixel and tap of each term. */
export function relationFactors(entry: CorpusEntry): Factors {
  const { image, kernel } = caseOfEntry(entry);
  return Array.from(image, (pixel, term) => [pixel, kernel[term]!] as const);
}
