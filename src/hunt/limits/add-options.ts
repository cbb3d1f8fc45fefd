import { sum32 } from '../../float/addition.ts';
import { ulp32 } from '../../float/ulp.ts';
import type { Options } from '../structured/options.ts';
import type { Target } from './table.ts';

/** Enters all sums of an option of a and one of b: both are known, so nothing is estimated. */
export function addOptions({ cells, bits, best, sign, twice }: Target, a: Options, b: Options): void {
  const residues = 1 << bits;
  for (let i = 0; i < a.value.length; i++) {
    for (let j = 0; j < b.value.length; j++) {
      const [x, y] = [a.value[i]!, b.value[j]!];
      const sum = x + y;
      const result = twice ? Math.fround(sum) : sum32(x, y);
      const virtual = sum - x;
      const lost = x - (sum - virtual) + (y - virtual);
      const error = sign * (a.error[i]! + b.error[j]! + (result - sum - lost));
      const cell = Math.trunc(result / cells.width);
      const at = (cell - cells.first) << bits;
      if (cell === 0) {
        for (let r = 0; r < residues; r++) best[at + r] = Math.max(best[at + r]!, error);
      } else {
        const r = ((result / ulp32(result)) | 0) & (residues - 1);
        if (error > best[at + r]!) best[at + r] = error;
      }
    }
  }
}
