import { relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { functionSubject, type Implementation } from '../engines/function-subject.ts';
import { UsageError } from '../errors/usage-error.ts';
import { applicableClaim, applicableClaims, Promises, prepareOne, type TryOptions } from './promises.ts';
import { rerunCommand } from './rerun-command.ts';

/** On what an implementation is tried, and by which claims. */
export interface PromiseOptions extends TryOptions {
  /** Ids of claims, as `lastbit claims` lists them. Default: all that are proven of an unknown order of summation. */
  readonly claims?: readonly string[];
}

/**
 * Tests of vitest for everything that is proven of a convolution in binary32, whatever its order of summation: a `test`
 * for each claim, in a `describe` of this name. fast-check draws the cases; a violation is shrunk, keeping its kind.
 * The message tells the minimised case, the exact value, error ÷ bound, the kind of fault where the case shows one, and
 * how to run it again. The environment variables LASTBIT_SEED and LASTBIT_PATH stand above `options`.
 *
 * Metamorphic relations are not among them. Three hold for every order of summation: zero taps give zeros, a NaN
 * reaches its windows, and ∞ · 0 is NaN. They follow from `dot-any-order` and `dot-non-finite`. A right implementation
 * may break any other, since two questions may be answered in two orders. State those that yours must keep by
 * `defineClaim`.
 *
 * @param name - of the tests
 * @param implementation - a function in this process: (image, kernel, shape) → outputs, or `{ batch }` for many cases
 * in one call. It returns undefined for shapes that it does not support.
 * @throws UsageError, one line, in the `describe`: an id in `options.claims` is of no applicable claim
 *
 * @example
 * ```js
 * import { convolution } from 'lastbit';
 * import { describePromises } from 'lastbit/vitest';
 * const exact = (image, kernel, shape) => convolution(image, kernel, shape).rounded;
 * describePromises('the exact values, rounded once', exact, { batches: 5, claims: ['dot-any-order'] });
 * ```
 */
export function describePromises(name: string, implementation: Implementation, options: PromiseOptions = {}): void {
  const { LASTBIT_SEED, LASTBIT_PATH } = process.env;
  const told = {
    ...options,
    ...(LASTBIT_SEED === undefined ? {} : { seed: seedOf(LASTBIT_SEED) }),
    ...(LASTBIT_PATH === undefined ? {} : { path: LASTBIT_PATH }),
  };
  describe(name, async () => {
    const subject = await prepareOne(functionSubject(slug(name), within(implementation, options.supports)));
    const claims = options.claims?.map((id) => applicableClaim(id, subject)) ?? applicableClaims(subject);
    const promises = new Promises(subject, told);
    for (const claim of claims) {
      test(`${claim.id}: ${claim.statement}`, { timeout: 120_000 }, async () => {
        const tried = await promises.try(claim);
        const { failed, seed, counterexamplePath } = tried.details;
        if (failed)
          throw new Error(await promises.report(claim, tried, again(`${name} ${claim.id}`, seed, counterexamplePath)));
        if (told.path !== undefined) return;
        const judged = tried.outputs - tried.discarded;
        const none = `none of ${tried.outputs} outputs could be judged`;
        const nothing = `${claim.id}: ${none}; does the implementation do these shapes?`;
        expect(judged, nothing).toBeGreaterThan(0);
      });
    }
  });
}

/** The implementation, which is asked only for shapes that it supports: also by the probes for underflow. */
function within(implementation: Implementation, supports: TryOptions['supports']): Implementation {
  if (supports === undefined) return implementation;
  if (typeof implementation === 'function')
    return (image, kernel, shape) => (supports(shape) ? implementation(image, kernel, shape) : undefined);
  const { batch } = implementation;
  return {
    batch: (images, kernels, shape, count) => (supports(shape) ? batch(images, kernels, shape, count) : undefined),
  };
}

function seedOf(text: string): number {
  const seed = Number(text);
  if (Number.isSafeInteger(seed) && text.trim() !== '') return seed;
  throw new UsageError(`LASTBIT_SEED=${text}: not a whole number`);
}

const slug = (name: string): string =>
  name.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+|-+$/g, '') || 'implementation';

/** The command that runs one failure again. */
function again(test: string, seed: number, path: string | null): string {
  const { testPath = '' } = expect.getState();
  const file = relative(process.cwd(), testPath);
  return rerunCommand(test, file, seed, path);
}
