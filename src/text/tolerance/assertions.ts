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

/**
 * The assertion about the last implementation of a report, the best known one. The reference is in binary64. Undefined
 * for convolutions in groups and of volumes.
 */
export function assertionText(report: ToleranceReport, framework: Framework): string | undefined {
  if (report.operation === 'conv' && report.shape === undefined) return undefined;
  if (report.shape?.depth !== undefined) return undefined;
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
  const { name, allowances, claims } = implementations.at(-1)!;
  const isPlainSum = claims.every((claim) => /^dot-(any-order|height|wide|correctly-rounded)/.test(claim));
  const { relative, ofProducts, absolute } = allowances.binary64;
  return {
    ...{ operation, shape, n: terms, implementation: name },
    padding: shape === undefined ? [0, 0, 0, 0] : paddingOf(shape),
    relative: relative === 0 ? undefined : roundedUp(relative / u, digits),
    products: roundedUp(ofProducts / u, digits),
    absolute: roundedUp(absolute, 3),
    // As in src/claims/error-bounds/revealed-bound.ts: each product and each addition loses less than 2^-126 once.
    flushed: isPlainSum ? roundedUp(absolute + 4 * terms * 2 ** -126, 3) : undefined,
  };
}
