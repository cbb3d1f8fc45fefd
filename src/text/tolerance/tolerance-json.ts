import type { Allowance } from '../../arrays/tolerance/allowance.ts';
import type { Tolerance } from '../../arrays/tolerance/smallest-tolerances.ts';
import type { ImplementationTolerances, ToleranceReport } from '../../arrays/tolerance/tolerance-report.ts';
import type { ToleranceJson } from '../../schemas/tolerance-schema.ts';
import { assertionText, frameworks } from './assertions.ts';
import { toleranceAnswer } from './tolerance-lines.ts';

/** What `lastbit tolerance --json` prints; docs/json.md describes it. */
export function toleranceJson(report: ToleranceReport): ToleranceJson {
  const { operation, shape, terms, summed, reference, implementations, cancellation, libraries, data } = report;
  return {
    schema: 'lastbit-tolerance-1',
    answer: toleranceAnswer(report),
    ...{ operation, shape: shape ?? null, terms, summed, reference },
    implementations: implementations.map(implementationJson),
    cancellation: cancellation ?? null,
    libraries: libraries.map(({ soundUpTo, ...library }) => ({ ...library, soundUpTo: finite(soundUpTo) })),
    data: data === undefined ? null : { ...data, because: data.because ?? null },
    assertions:
      assertionText(report, 'numpy') === undefined
        ? null
        : (Object.fromEntries(
            frameworks.map((framework) => [framework, assertionText(report, framework)]),
          ) as ToleranceJson['assertions']),
  };
}

function implementationJson(of: ImplementationTolerances): ToleranceJson['implementations'][number] {
  const { name, kind, roundings, claims, allowances, smallest } = of;
  const { exact, binary64, binary32 } = allowances;
  return {
    ...{ name, kind, roundings: roundings ?? null, claims },
    allowances: { exact: plain(exact), binary64: plain(binary64), binary32: plain(binary32) },
    smallest:
      smallest === undefined
        ? null
        : {
            absolute: withOver(smallest.absolute, smallest.allowedOverBound.absolute),
            relative:
              smallest.relative === undefined ? null : withOver(smallest.relative, smallest.allowedOverBound.relative),
            pair: withOver(smallest.pair, smallest.allowedOverBound.pair),
          },
  };
}

const plain = ({ relative, ofProducts, absolute }: Allowance): Allowance => ({ relative, ofProducts, absolute });
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function withOver({ rtol, atol }: Tolerance, over: number): Tolerance & { readonly allowedOverBound: number | null } {
  return { rtol, atol, allowedOverBound: finite(over) };
}
