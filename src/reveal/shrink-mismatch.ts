import { rowShape } from '../conv/shape.ts';
import { cases } from '../inputs/cases.ts';
import { minimise } from '../inputs/minimise.ts';
import type { Model } from './model.ts';
import type { Oracle } from './oracle.ts';
import { type Mismatch, same } from './replay.ts';

/** The most vectors that are tried, of few terms and of many. */
const [mostTried, fewestTried] = [20_000, 500];
/** Numbers on each side of the vectors that are tried, in all and in one call. */
const [numbersInAll, numbersInCall] = [2 ** 23, 2 ** 18];

/**
 * The simplest vector found on which the engine and its model still differ; all terms keep their places. The vector is
 * minimised as a case of one row is: more zeros, shorter significands, exponents nearer to 0, fewer minus signs.
 * Counted as checks.
 */
export async function shrinkMismatch(oracle: Oracle, model: Model, mismatch: Mismatch): Promise<Mismatch> {
  const { n } = oracle;
  const shape = rowShape(n);
  const start = { shape, image: mismatch.lefts, kernel: mismatch.rights };
  const evaluations = Math.max(fewestTried, Math.min(mostTried, Math.floor(numbersInAll / n)));
  const inCall = Math.max(1, Math.floor(numbersInCall / n));
  const { verdict } = await minimise(
    cases({ shape }),
    start,
    async (candidates) => {
      const found: (Mismatch | undefined)[] = [];
      for (let from = 0; from < candidates.length; from += inCall) {
        const part = candidates.slice(from, from + inCall);
        const lefts = new Float32Array(part.length * n);
        const rights = new Float32Array(part.length * n);
        for (const [index, { image, kernel }] of part.entries()) {
          lefts.set(image, index * n);
          rights.set(kernel, index * n);
        }
        const computed = await oracle.check(lefts, rights);
        const predicted = model(lefts, rights, n, part.length);
        for (const [index, { image, kernel }] of part.entries()) {
          const results = { computed: computed[index]!, predicted: predicted[index]! };
          const isSame = same(results.computed, results.predicted);
          found.push(isSame ? undefined : { kind: mismatch.kind, lefts: image, rights: kernel, ...results });
        }
      }
      return found;
    },
    { evaluations },
  );
  return verdict ?? mismatch;
}
