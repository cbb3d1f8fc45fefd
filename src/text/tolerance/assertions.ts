import type { ToleranceReport } from '../../arrays/tolerance/tolerance-report.ts';
import { paddingOf } from '../../conv/output-shape.ts';
import type { Asserted } from './asserted.ts';
import { cppAssertion } from './cpp-assertion.ts';
import { jaxAssertion, numpyAssertion, pytorchAssertion } from './python-assertions.ts';
import { roundedUp } from './rounded-up.ts';
import { vitestAssertion } from './vitest-assertion.ts';

/** For what a ready assertion is printed. */
export const frameworks = ['numpy', 'pytorch', 'jax', 'vitest', 'cpp'] as const;
export type Framework = (typeof frameworks)[number];

const u = 2 ** -24;
const digits = 9;

/** The assertion about the last implementation of a report, the best known one. The reference is in binary64. */
export function assertionText(report: ToleranceReport, framework: Framework): string {
  const asserted = assertedOf(report);
  switch (framework) {
    case 'numpy':
      return numpyAssertion(asserted);
    case 'pytorch':
      return pytorchAssertion(asserted);
    case 'jax':
      return jaxAssertion(asserted);
    case 'vitest':
      return vitestAssertion(asserted);
    case 'cpp':
      return cppAssertion(asserted);
  }
}

function assertedOf({ operation, shape, terms, implementations }: ToleranceReport): Asserted {
  const { name, allowances } = implementations.at(-1)!;
  const { relative, ofProducts, absolute } = allowances.binary64;
  return {
    ...{ operation, shape, n: terms, implementation: name },
    padding: shape === undefined ? [0, 0, 0, 0] : paddingOf(shape),
    relative: relative === 0 ? undefined : roundedUp(relative / u, digits),
    products: roundedUp(ofProducts / u, digits),
    absolute: roundedUp(absolute, 3),
    // Each product and each addition loses less than 2^-126 once, and what follows at most doubles it.
    flushed: roundedUp(absolute + 4 * terms * 2 ** -126, 3),
  };
}
