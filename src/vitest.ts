/**
 * A matcher for vitest. Importing this module adds it to `expect`. See docs/library.md.
 *
 * @packageDocumentation
 */
import { expect } from 'vitest';
import type { ConvolutionReference } from './library/convolution.ts';
import { type MatcherResult, toBeWithinRoundingOf } from './library/rounding-matcher.ts';

export type { ConvShape, Padding } from './conv/shape.ts';
export type { ConvolutionReference } from './library/convolution.ts';
export { type MatcherResult, toBeWithinRoundingOf };

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
