import { type WinogradTransform, winogradFour, winogradTwo } from '../../claims/comparisons/winograd-transform.ts';
import { arithmeticBugs, falseClaims } from './arithmetic-mutants.ts';
import { indexBugs } from './index-mutants.ts';
import type { Mutant } from './mutant.ts';
import { mutantEngine } from './mutant-engine.ts';
import { winograd } from './winograd.ts';

const transformBug = (tile: number, transform: WinogradTransform): Mutant => ({
  ...{ name: `winograd-${tile}x${tile}`, claim: 'dot-any-order', terms: 0 },
  does: `is sold as a direct convolution, and is Winograd's F(${tile}×${tile}, 3×3)`,
  subject: mutantEngine(`winograd-${tile}x${tile}`, winograd(transform)),
});

/** Wrong implementations, from gross to subtle: the fuzzer is tested by them, and tolerances are compared on them. */
export const mutants: readonly Mutant[] = [
  ...indexBugs,
  ...arithmeticBugs,
  transformBug(2, winogradTwo),
  transformBug(4, winogradFour),
  ...falseClaims,
];
