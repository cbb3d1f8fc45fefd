import type { Case } from '../../conv/batch.ts';
import { rowShape } from '../../conv/shape.ts';
import { twoSum } from '../../float/addition.ts';

/** Of more terms there would be too many pairs; what is not needed has been left out before. */
const mostTerms = 16;

/**
 * Of a case of one window and one channel out, two terms as one, and all in a row: their exact sum times one, in the place of the first and
 * in that of the second, where binary32 holds it. So the sum of all terms stays, and 1 + 1 + 1 becomes 3 where only the sum matters.
 */
export function* mergedTerms({ shape, image, kernel }: Case): Generator<Case> {
  const n = image.length;
  if (shape.channelsOut !== 1 || n > mostTerms) return;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const [sum, error] = twoSum(image[i]! * kernel[i]!, image[j]! * kernel[j]!);
      if (error !== 0 || sum === 0 || Math.fround(sum) !== sum) continue;
      for (const [kept, gone] of [
        [i, j],
        [j, i],
      ] as const) {
        const row = (numbers: Float32Array, merged: number): Float32Array =>
          numbers.map((x, place) => (place === kept ? merged : x)).filter((_, place) => place !== gone);
        yield { shape: rowShape(n - 1), image: row(image, sum), kernel: row(kernel, 1) };
      }
    }
  }
}
