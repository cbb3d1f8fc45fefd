import { test } from 'vitest';
import { operationClaims } from '../src/claims/operation-claims.ts';
import { sumClaims } from '../src/claims/sum-claims.ts';
import { keepPromise } from './promise.ts';

/**
 * The rules of rounded operations, and of sums in any order, hold for the binary32 arithmetic of this process: it rounds each operation to
 * nearest even, keeps subnormal numbers, and has no wider intermediate results. Domain: operands and sums of 32 terms at most, of all
 * distributions. It promises nothing of an engine's arithmetic; the other formats are tried exhaustively beside the judge.
 */
test.each([...operationClaims, ...sumClaims].map((claim) => [claim.id, claim] as const))('%s', async (_, claim) => {
  await keepPromise(claim);
});
