import type fc from 'fast-check';
import { expect } from 'vitest';
import type { Case } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import { bits32 } from '../float/bits.ts';
import { compareSimplicity } from './compare-simplicity.ts';

/** A case as text, equal for equal shapes and bits. */
export function caseKey({ shape, image, kernel }: Case): string {
  return [shapeKey(shape), ...Array.from(image, bits32), '*', ...Array.from(kernel, bits32)].join(' ');
}

/** Every shrink is a valid case, and strictly simpler. */
export function shrinksAreValidAndSimpler(arbitrary: fc.Arbitrary<Case>, input: Case): void {
  for (const { value } of arbitrary.shrink(input, undefined)) {
    checkCase(value);
    if (compareSimplicity(value, input) >= 0) expect.fail(`${caseKey(value)} is no simpler than ${caseKey(input)}`);
    if (compareSimplicity(input, value) <= 0) expect.fail('the order is not antisymmetric');
    if (!arbitrary.canShrinkWithoutContext(value)) expect.fail(`${caseKey(value)} cannot be shrunk further`);
  }
}

/** A case shrinks to the same cases whatever is handed over as its context. */
export function contextIsNotNeeded(arbitrary: fc.Arbitrary<Case>, input: Case): void {
  const keys = (context: unknown): string =>
    [
      ...arbitrary
        .shrink(input, context)
        .take(400)
        .map(({ value }) => caseKey(value)),
    ].join('\n');
  if (keys(undefined) !== keys({ anything: 1 })) expect.fail(`the shrinks of ${caseKey(input)} depend on the context`);
}

/** Taking any shrink, however chosen, comes to an end; returns how many steps it took. */
export function shrinkingEnds(arbitrary: fc.Arbitrary<Case>, input: Case, choose: (count: number) => number): number {
  let steps = 0;
  for (let current = input; ; steps++) {
    const next = [...arbitrary.shrink(current, undefined).take(40)];
    if (next.length === 0) return steps;
    if (steps > 5000) expect.fail('no end in sight');
    current = next[choose(next.length)]!.value;
  }
}
