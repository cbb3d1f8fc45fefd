import type { Claim } from './claim.ts';
import { differenceAnyOrder } from './difference-any-order.ts';
import { dotAnyOrder } from './dot-any-order.ts';

/** Every claim, in the order of tables. */
export const allClaims: readonly Claim[] = [dotAnyOrder, differenceAnyOrder];
