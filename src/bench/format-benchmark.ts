import type { Target } from './benchmark.ts';
import type { BenchmarkRecord } from './run-benchmarks.ts';

/** A benchmark's result as lines for people: what was measured, what follows, what is missing and why. */
export function benchmarkLines({
  name,
  description,
  measurements,
  comparisons,
  unmeasured,
  versions,
}: BenchmarkRecord): readonly string[] {
  const width = Math.max(...[...measurements, ...comparisons, ...unmeasured].map((one) => one.name.length), 0);
  return [
    `${name}: ${description}`,
    ...measurements.map(
      (one) => `  ${one.name.padEnd(width)}  ${quantity(one.value, one.unit)}${spreadText(one.spread, one.unit)}`,
    ),
    ...comparisons.map(
      (one) =>
        `  ${one.name.padEnd(width)}  ${number(one.ratio)}${one.target === undefined ? '' : `, to be ${targetText(one.target)}: ${one.met === true ? 'met' : 'MISSED'}`}`,
    ),
    ...unmeasured.map((one) => `  ${one.name.padEnd(width)}  not measured: ${one.reason}`),
    `  with ${Object.entries(versions)
      .map(([library, version]) => `${library} ${version}`)
      .join(', ')}`,
  ];
}

function targetText(target: Target): string {
  return 'atMost' in target ? `at most ${number(target.atMost)}` : `at least ${number(target.atLeast)}`;
}

function spreadText([least, most]: readonly [number, number], unit: string): string {
  return least === most ? '' : ` (${quantity(least, unit)} to ${quantity(most, unit)})`;
}

function quantity(value: number, unit: string): string {
  return unit === 'share' ? `${(100 * value).toFixed(1)} %` : `${number(value)} ${unit}`;
}

/** Three significant digits, thousands apart. */
function number(value: number): string {
  const digits = String(Number(value.toPrecision(3)));
  return digits.replace(/\B(?=(\d{3})+$)/g, digits.includes('.') ? '' : ',');
}
