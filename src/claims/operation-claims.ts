import { addByWayOfDouble } from './arithmetic/add-by-way-of-double.ts';
import { addHalfUnit } from './arithmetic/add-half-unit.ts';
import { addMonotone } from './arithmetic/add-monotone.ts';
import { addRelative } from './arithmetic/add-relative.ts';
import { addSmallerOperand } from './arithmetic/add-smaller-operand.ts';
import { fastTwoSumExact } from './arithmetic/fast-two-sum-exact.ts';
import { fusedByOddRounding } from './arithmetic/fused-by-odd-rounding.ts';
import { meanBetween } from './arithmetic/mean-between.ts';
import { multiplyRelative } from './arithmetic/multiply-relative.ts';
import { multiplyWideExact } from './arithmetic/multiply-wide-exact.ts';
import { scaleByPowerOfTwo } from './arithmetic/scale-by-power-of-two.ts';
import { subtractSterbenz } from './arithmetic/subtract-sterbenz.ts';
import { subtractZeroEqual } from './arithmetic/subtract-zero-equal.ts';
import { twoSumExact } from './arithmetic/two-sum-exact.ts';
import type { OperationClaim } from './operation-claim.ts';

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
