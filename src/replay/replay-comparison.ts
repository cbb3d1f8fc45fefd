import type { ComparisonClaim, Factors } from '../claims/comparison-claim.ts';
import { type CorpusEntry, caseOfEntry } from '../corpus/entry.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { judgeComparison } from '../judge/judge-comparison.ts';
import { runResults } from './entry-of-comparison.ts';
import { judgedReplay, type Replay, unknownReplay } from './replay-record.ts';

/** Replays an entry of a relation: pixel and tap of each term are its factors, and every run computes again. */
export function replayComparison(entry: CorpusEntry, claim: ComparisonClaim): Replay {
  const { image, kernel, shape } = entry;
  const { batch, height, width, channelsOut, kernelHeight, kernelWidth } = shape;
  const oneWindow = batch * channelsOut === 1 && height === kernelHeight && width === kernelWidth;
  if (!oneWindow || image.length !== kernel.length || entry.output !== 0)
    return unknownReplay(entry, 'a relation is about one window, an image as large as its kernel');
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
  return judgedReplay(entry, { state, version: lastbitVersion, sameBits });
}

/** Pixel and tap of each term. */
export function relationFactors(entry: CorpusEntry): Factors {
  const { image, kernel } = caseOfEntry(entry);
  return Array.from(image, (pixel, term) => [pixel, kernel[term]!] as const);
}
