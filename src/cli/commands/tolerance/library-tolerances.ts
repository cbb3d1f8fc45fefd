import type { LibraryTolerance } from '../../../arrays/tolerance/tolerance-report.ts';
import { kernelBench, toleranceRules } from '../../../bench/tolerances/tolerance-rules.ts';
import { defaultTolerances } from '../../../claims/refuted/tolerances.ts';

/** What the benchmark of tolerances has, and the defaults of assertions that are not the same test. */
export const libraryTolerances: readonly LibraryTolerance[] = [
  ...[...toleranceRules, kernelBench].map(({ name, source, relative, absolute }) => ({
    ...{ name, source, rtol: relative, atol: absolute },
  })),
  ...defaultTolerances
    .filter(({ id }) => ['within-numpy-allclose', 'within-tensorflow-assert-all-close'].includes(id))
    .map(({ library, source, relative, absolute }) => ({
      ...{ name: `${library} default`, source, rtol: relative, atol: absolute },
    })),
].toSorted((a, b) => a.atol - b.atol || a.rtol - b.rtol);
