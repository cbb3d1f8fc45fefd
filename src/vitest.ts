/**
 * A matcher for vitest, and tests of everything that is proven of a convolution. Importing this module adds the matcher
 * to `expect`. See docs/library.md.
 *
 * @packageDocumentation
 */
import { expect } from 'vitest';
import type { ConvolutionReference } from './library/convolution.ts';
import { describePromises, type PromiseOptions } from './library/describe-promises.ts';
import { type MatcherResult, toBeWithinRoundingOf } from './library/rounding-matcher.ts';

export type { ConvShape, Depth, Padding } from './conv/shape.ts';
export type { BatchConvolution, ConvolutionFunction, Convolved, Implementation } from './engines/function-subject.ts';
export type { ConvolutionReference } from './library/convolution.ts';
export type { TryOptions } from './library/promises.ts';
export { describePromises, type MatcherResult, type PromiseOptions, toBeWithinRoundingOf };

/** What this module adds to vitest's `expect`. */
export interface RoundingMatchers<R = unknown> {
  /**
   * The received Float32Array (NHWC) is what some order of summation in binary32 gives: every output is within its
   * bound of the exact value. Fails too where no output can be judged, since such a test would pass whatever was
   * computed.
   */
  toBeWithinRoundingOf(reference: ConvolutionReference): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: both declarations of an interface need the same parameters.
  interface Matchers<T = any> extends RoundingMatchers<T> {}
}

expect.extend({ toBeWithinRoundingOf });
