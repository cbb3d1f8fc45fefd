import { outputShape, outputSize } from '../conv/output-shape.ts';
import type { ConvShape, Operation } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { NotATree } from '../reveal/obstacle.ts';
import { type Axis, axesOf, baseSetting, type Setting, type Varied, variedOf } from './axes.ts';
import { type Side, type SmallestInput, sidesOf, smallestInput } from './contrast.ts';
import { Identifier } from './identify.ts';
import type { Known } from './known.ts';
import { type AxisResult, kindsOf, type Limit, type Tested, testSetting, vary } from './vary.ts';

export interface InvarianceOptions {
  readonly axes: readonly Axis[];
  /** The largest size of every axis but threads; by default one for each axis. */
  readonly upTo?: number | undefined;
  readonly seed: number;
  /** The subject with so many threads; undefined if it cannot be told. */
  readonly threaded?: (threads: number) => Promise<Subject | undefined>;
  readonly onSize?: (axis: Axis, size: number) => void;
  /** After so many seconds no further size of an axis is asked, because some libraries compute 16 bits very slowly. */
  readonly seconds?: number | undefined;
  /** Milliseconds, for tests. */
  readonly now?: () => number;
}

/** A change that was narrowed down, with the smallest input that shows it. */
export interface Switch {
  readonly axis: Axis;
  readonly sides: readonly [Side, Side];
  readonly input: SmallestInput | undefined;
}

export interface Invariance {
  readonly subject: string;
  readonly base: Setting;
  /** All that was met, the base first. */
  readonly known: readonly Known[];
  readonly axes: readonly AxisResult[];
  /** At most `mostShown` for each axis; one for each pair of what computes the two outputs. */
  readonly switches: readonly Switch[];
  /** Axes that do not apply, and why. */
  readonly left: readonly { readonly axis: Axis; readonly because: string }[];
  readonly calls: number;
  readonly checks: number;
  readonly revelations: number;
  /** Why nothing was found out at all. */
  readonly failed: string | undefined;
}

const mostShown = 4;
const threadCounts = [2, 3, 4, 8] as const;

/** Whether nothing that was tested changes anything. */
export function isInvariant({ axes, failed }: Invariance): boolean {
  return failed === undefined && axes.every((one) => isConstant(one));
}

/** Whether all sizes of an axis, and all outputs of each, are computed alike. */
export function isConstant({ tested, switches, axis }: AxisResult): boolean {
  return switches.length === 0 && (axis === 'terms' || tested.every((one) => kindsOf(one).length === 1));
}

/**
 * Varies one thing at a time around a base: first it asks for a certificate of what is known, and reveals anew only
 * where that fails.
 */
export async function invariance(subject: Subject, shape: ConvShape, options: InvarianceOptions): Promise<Invariance> {
  const { axes: wanted, seed, threaded, onSize = () => {}, seconds = 60, now = () => performance.now() } = options;
  const { operation } = subject;
  const [images, rows, columns] = outputShape(shape, operation);
  const ordinary = baseSetting(shape, operation, images * rows * columns);
  const applicable = axesOf(operation);
  for (const axis of wanted) {
    if (axis === 'place' || axis === 'threads' || !applicable.includes(axis)) continue;
    mostOf(axis, variedOf(axis, ordinary, operation), options.upTo);
  }
  const bySetting = new Map<number, Subject>([[1, subject]]);
  const subjectWith = (threads: number): Subject => bySetting.get(threads)!;
  const { base, identifier, atBase } = await identifyBase(ordinary, operation, subjectWith, seed);
  const axes: AxisResult[] = [];
  const left: { axis: Axis; because: string }[] = [];
  const switches: Switch[] = [];
  const result = (failed?: string): Invariance => ({
    ...{ subject: subject.id, base, known: identifier.known, axes, switches, left, failed },
    ...{ calls: identifier.calls, checks: identifier.checks, revelations: identifier.revelations },
  });
  if (typeof atBase === 'string') return result(atBase);
  for (const axis of wanted) {
    const end = now() + 1000 * seconds;
    const limit: Limit = { isOver: () => now() > end, because: `the ${seconds} s for each axis are over` };
    if (!applicable.includes(axis)) {
      left.push({ axis, because: `does not apply to ${operation}; these do: ${applicable.join(', ')}` });
      continue;
    }
    if (axis === 'terms' && !identifier.explains) {
      left.push({ axis, because: 'sums of other numbers of terms can only be compared by their trees' });
      continue;
    }
    const report = (size: number): void => onSize(axis, size);
    if (axis === 'place') axes.push(await varyPlace(base, subject, atBase, identifier, limit, report));
    else if (axis === 'threads') {
      for (const threads of threadCounts) {
        const other = await threaded?.(threads);
        if (other !== undefined) bySetting.set(threads, other);
      }
      if (bySetting.size === 1) left.push({ axis, because: 'its number of threads cannot be told' });
      else axes.push(await varyThreads([...bySetting.keys()], base, axes, subject, identifier, limit, report));
    } else {
      const varied = variedOf(axis, base, operation);
      axes.push(await vary(axis, varied, mostOf(axis, varied, options.upTo), operation, identifier, limit, report));
    }
  }
  withMixedPlaces(axes);
  try {
    for (const axis of axes) switches.push(...(await shownSwitches(axis, identifier, subjectWith, seed)));
  } catch (error) {
    if (!(error instanceof NotATree)) throw error;
    return result(error.message);
  }
  return result();
}

/**
 * The base in requests of many cases. If it is not explained there, its sums may depend on their number; then each case
 * gets a request of its own, if that explains them.
 */
async function identifyBase(
  ordinary: Setting,
  operation: Operation,
  subject: (threads: number) => Subject,
  seed: number,
): Promise<{ readonly base: Setting; readonly identifier: Identifier; readonly atBase: Tested | string }> {
  const ask = async (base: Setting) => {
    const identifier = new Identifier(subject, seed);
    return { base, identifier, atBase: await testSetting(0, base, operation, identifier) };
  };
  const together = await ask(ordinary);
  if (typeof together.atBase === 'string' || together.identifier.explains) return together;
  const alone = await ask({ ...ordinary, cases: 1 });
  return alone.identifier.explains ? alone : together;
}

/** The largest size of an axis; of zeros, how many are added. Throws a UsageError if it is too small. */
function mostOf(axis: Axis, { name, least, most }: Varied, upTo: number | undefined): number {
  if (upTo === undefined) return most;
  if (axis === 'padding') return least + upTo;
  if (upTo >= least) return upTo;
  throw new UsageError(`--up-to ${upTo}: ${name} begin at ${least} with this shape`);
}

/** The first size of another axis at which outputs are not computed alike belongs to their places too. */
function withMixedPlaces(axes: AxisResult[]): void {
  const at = axes.findIndex(({ axis }) => axis === 'place');
  const mixed = axes.flatMap(({ axis, tested }) => (axis === 'place' || axis === 'terms' ? [] : tested)).find(isMixed);
  if (at >= 0 && mixed !== undefined) axes[at] = { ...axes[at]!, tested: [...axes[at]!.tested, mixed] };
}

const isMixed = (one: Tested): boolean => kindsOf(one).length > 1;

/** Every output of the base, also those whose windows overlap, and the cases of a request of sixteen. */
async function varyPlace(
  base: Setting,
  { operation }: Subject,
  atBase: Tested,
  identifier: Identifier,
  limit: Limit,
  onSize: (size: number) => void,
): Promise<AxisResult> {
  const tested: Tested[] = [atBase];
  const outputs = outputSize(base.shape, operation);
  const step = Math.max(1, Math.ceil(outputs / mostPlaces));
  let stopped: AxisResult['stopped'];
  // Outputs with a listener at their place are told already. The rest is asked one by one.
  if (atBase.listeners < outputs) {
    for (let output = 0; output < outputs && stopped === undefined; output += step) {
      onSize(output);
      const found = await testSetting(output, base, operation, identifier, output);
      if (typeof found !== 'string') tested.push(found);
      if (limit.isOver()) stopped = { size: output + step, because: limit.because };
    }
  }
  onSize(16);
  const inRequest = await testSetting(16, { ...base, cases: 16 }, operation, identifier);
  if (typeof inRequest !== 'string') tested.push(inRequest);
  const switches = tested.flatMap((one) => {
    if (one.reference !== atBase.reference) return [[atBase, one] as const];
    return kindsOf(one).length > 1 ? [[one, one] as const] : [];
  });
  return { axis: 'place', name: 'outputs', tested, period: 1, switches, gaps: [], stopped };
}

const mostPlaces = 128;

/** Each number of threads at the base and at the largest shapes that other axes met, because small ones use one. */
async function varyThreads(
  threads: readonly number[],
  base: Setting,
  axes: readonly AxisResult[],
  { operation }: Subject,
  identifier: Identifier,
  limit: Limit,
  onSize: (size: number) => void,
): Promise<AxisResult> {
  let stopped: AxisResult['stopped'];
  const largest = axes.flatMap(({ axis, tested }) => (axis === 'place' ? [] : (tested.at(-1)?.setting ?? [])));
  const tested: Tested[] = [];
  const switches: (readonly [Tested, Tested])[] = [];
  for (const setting of [base, ...largest]) {
    const found: Tested[] = [];
    for (const count of threads) {
      if (limit.isOver()) stopped ??= { size: count, because: limit.because };
      if (stopped !== undefined) break;
      onSize(count);
      const one = await testSetting(count, { ...setting, threads: count }, operation, identifier);
      if (typeof one !== 'string') found.push(one);
    }
    tested.push(...found);
    const [first, ...others] = found;
    const other = others.find((one) => {
      return one.reference !== first!.reference || kindsOf(one).join() !== kindsOf(first!).join();
    });
    if (first !== undefined && other !== undefined) switches.push([first, other]);
  }
  return { axis: 'threads', name: 'threads', tested, period: 1, switches, gaps: [], stopped };
}

/** The first switches between any two ways to compute, and the outputs of one size that differ. */
async function shownSwitches(
  { axis, tested, switches }: AxisResult,
  { known }: Identifier,
  subject: (threads: number) => Subject,
  seed: number,
): Promise<readonly Switch[]> {
  const shown = new Map<string, readonly [Side, Side]>();
  const mixed = tested.find(isMixed);
  const pairs = [...switches, ...(mixed === undefined || switches.length > 0 ? [] : [[mixed, mixed] as const])];
  for (const [a, b] of pairs) {
    const sides = sidesOf(a, b);
    const key = [sides[0].known, sides[1].known].sort((x, y) => x - y).join();
    if (!shown.has(key)) shown.set(key, sides);
  }
  const found: Switch[] = [];
  for (const sides of [...shown.values()].slice(0, mostShown)) {
    found.push({ axis, sides, input: await smallestInput(sides, known, subject, seed) });
  }
  return found;
}
