import type { OperationClaim } from './operation-claim.ts';
import { addByWayOfDouble } from './operations/add-by-way-of-double.ts';
import { addHalfUnit } from './operations/add-half-unit.ts';
import { addMonotone } from './operations/add-monotone.ts';
import { addRelative } from './operations/add-relative.ts';
import { addSmallerOperand } from './operations/add-smaller-operand.ts';
import { fastTwoSumExact } from './operations/fast-two-sum-exact.ts';
import { fusedByOddRounding } from './operations/fused-by-odd-rounding.ts';
import { meanBetween } from './operations/mean-between.ts';
import { multiplyRelative } from './operations/multiply-relative.ts';
import { multiplyWideExact } from './operations/multiply-wide-exact.ts';
import { scaleByPowerOfTwo } from './operations/scale-by-power-of-two.ts';
import { subtractSterbenz } from './operations/subtract-sterbenz.ts';
import { subtractZeroEqual } from './operations/subtract-zero-equal.ts';
import { twoSumExact } from './operations/two-sum-exact.ts';

/** The rules of one rounded operation, or a few, on which all else is built, in table order. */
export const operationClaims: readonly OperationClaim[] = [
  addRelative,
  multiplyRelative,
  addSmallerOperand,
  addHalfUnit,
  subtractSterbenz,
  twoSumExact,
  fastTwoSumExact,
  multiplyWideExact,
  addByWayOfDouble,
  fusedByOddRounding,
  addMonotone,
  subtractZeroEqual,
  meanBetween,
  scaleByPowerOfTwo,
];
