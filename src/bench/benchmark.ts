import type { Progress } from '../install/progress.ts';

/** One measured quantity. `value` is the median of the rounds; `spread` has the smallest and the largest. */
export interface Measurement {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly spread: readonly [number, number];
}

/**
 * A quotient of two measurements of one run. Absolute times mean little on a shared machine; quotients of interleaved
 * rounds mean more.
 */
export interface Comparison {
  readonly name: string;
  readonly ratio: number;
  readonly target?: Target;
}

export type Target = { readonly atMost: number } | { readonly atLeast: number };

/** What could not be measured here, and why. It keeps its row. */
export interface Unmeasured {
  readonly name: string;
  readonly reason: string;
}

export interface BenchmarkResult {
  readonly measurements: readonly Measurement[];
  readonly comparisons: readonly Comparison[];
  readonly unmeasured: readonly Unmeasured[];
  /** Library → version. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A benchmark's result. `met`: whether the ratio reaches its target; null without a target. */
export interface BenchmarkRecord extends Omit<BenchmarkResult, 'comparisons'> {
  readonly name: string;
  readonly description: string;
  readonly comparisons: readonly (Comparison & { readonly met: boolean | null })[];
}

export interface BenchmarkContext {
  readonly seed: number;
  /** Number of interleaved rounds: 1 to see that it works, 7 for numbers. */
  readonly rounds: number;
  /** Seconds that a peer works in one round. */
  readonly roundSeconds: number;
  readonly progress: Progress;
}

export interface Benchmark {
  readonly name: string;
  /** One sentence: what is divided by what, on which data. */
  readonly description: string;
  run(context: BenchmarkContext): Promise<BenchmarkResult>;
}

export function isMet(ratio: number, target: Target): boolean {
  return 'atMost' in target ? ratio <= target.atMost : ratio >= target.atLeast;
}

/** A benchmark's result as lines of text: measurements, comparisons, and what was not measured. */
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
      ({ name: title, ratio, target, met }) =>
        `  ${title.padEnd(width)}  ${number(ratio)}${target === undefined ? '' : aimText(target, met)}`,
    ),
    ...unmeasured.map((one) => `  ${one.name.padEnd(width)}  not measured: ${one.reason}`),
    `  with ${Object.entries(versions)
      .map(([library, version]) => `${library} ${version}`)
      .join(', ')}`,
  ];
}

function aimText(target: Target, met: boolean | null): string {
  return `, target ${targetText(target)}: ${met === true ? 'met' : 'MISSED'}`;
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

/** Three significant digits, with commas between thousands. */
function number(value: number): string {
  const digits = String(Number(value.toPrecision(3)));
  return digits.replace(/\B(?=(\d{3})+$)/g, digits.includes('.') ? '' : ',');
}
