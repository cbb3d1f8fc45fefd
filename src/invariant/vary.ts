import { convolves, groupsOf, hasTaps } from '../conv/operation.ts';
import { outputShape } from '../conv/output-shape.ts';
import type { Operation } from '../conv/shape.ts';
import { productCount } from '../conv/terms.ts';
import { UsageError } from '../errors/usage-error.ts';
import { NotATree } from '../reveal/obstacle.ts';
import type { Axis, Setting, Varied } from './axes.ts';
import { type Identified, type Identifier, windowOf } from './identify.ts';
import { fitsFamily } from './known.ts';
import { changesOf, gapsOf, gridOf, periodOf } from './sizes.ts';

/** Sizes tested to narrow down where something changes. */
const mostNarrowed = 96;

/** A tree without a name costs as many calls as it has terms, again at each number of terms. */
const mostNameless = 128;

/** More products in one request are too many to be asked tens of times. */
const mostProducts = 2 ** 25;

/** One size, and what computes its outputs. */
export interface Tested {
  readonly size: number;
  readonly setting: Setting;
  /** What computes the first output. */
  readonly reference: number;
  /** Outputs one after another that compute alike, or the like: see `unit`. */
  readonly runs: readonly Run[];
  /** What `runs` counts. */
  readonly unit: string;
  /** How many outputs were asked, of how many. */
  readonly listeners: number;
  readonly outputs: number;
  readonly certified: boolean;
  /** For everything that was met, the first output that it computes. */
  readonly firsts: ReadonlyMap<number, number>;
}

/**
 * From the first to the last, as far as asked: rows, columns, images or cases, if these decide what computes their
 * outputs; otherwise outputs.
 */
export interface Run {
  readonly first: number;
  readonly last: number;
  readonly known: number;
}

export interface AxisResult {
  readonly axis: Axis;
  readonly name: string;
  readonly tested: readonly Tested[];
  /** 1, or the number modulo which the size decides. */
  readonly period: number;
  /** Neighbouring sizes at which something changes. With a period, only those that differ by 1. */
  readonly switches: readonly (readonly [Tested, Tested])[];
  /** Ranges of sizes that were not tested, between sizes that were. */
  readonly gaps: readonly (readonly [number, number])[];
  /** The first size that was not asked, and why. */
  readonly stopped: { readonly size: number; readonly because: string } | undefined;
}

/** When an axis has taken too long, and the words for it. */
export interface Limit {
  readonly isOver: () => boolean;
  readonly because: string;
}

/** Tests the grid of an axis, and narrows each change down to neighbouring sizes. */
export async function vary(
  axis: Axis,
  { name, least, at }: Varied,
  most: number,
  operation: Operation,
  identifier: Identifier,
  limit: Limit,
  onSize: (size: number) => void,
): Promise<AxisResult> {
  const tested = new Map<number, Tested>();
  let stopped: AxisResult['stopped'];
  const test = async (size: number): Promise<boolean> => {
    onSize(size);
    // The first size is always asked.
    const isOver = tested.size > 0 && limit.isOver();
    const found = isOver ? limit.because : await testSetting(size, at(size), operation, identifier);
    if (typeof found === 'string') {
      stopped = { size, because: found };
      return false;
    }
    tested.set(size, found);
    return true;
  };
  for (const size of gridOf(least, most)) {
    if (!(await test(size))) break;
    const { reference } = tested.get(size)!;
    const known = identifier.known[reference]!;
    if (axis !== 'terms' || known.kind !== 'tree' || known.scheme !== undefined || known.n <= mostNameless) continue;
    stopped = {
      size: size + 1,
      because: `at ${known.n} terms the tree has no name, so that it cannot be guessed for more`,
    };
    break;
  }
  const alike = (a: number, b: number): boolean =>
    areAlike(tested.get(a)!, tested.get(b)!, axis, operation, identifier);
  const sizes = (): readonly number[] => [...tested.keys()].sort((a, b) => a - b);
  const period = axis === 'terms' ? 1 : periodOf(sizes(), alike);
  for (let narrowed = 0; narrowed < mostNarrowed; narrowed += 1) {
    const wide = changesOf(sizes(), period, alike).find(([a, b]) => b - a > period);
    if (wide === undefined || !(await test(wide[0] + period * Math.floor((wide[1] - wide[0]) / (2 * period))))) break;
  }
  const changes = changesOf(sizes(), 1, alike).filter(([a, b]) => period === 1 || b - a === 1);
  return {
    ...{ axis, name, period, stopped, gaps: gapsOf(sizes()) },
    tested: sizes().map((size) => tested.get(size)!),
    switches: changes.map(([a, b]) => [tested.get(a)!, tested.get(b)!] as const),
  };
}

/** What computes the outputs of a setting, or why it is not asked. */
export async function testSetting(
  size: number,
  setting: Setting,
  operation: Operation,
  identifier: Identifier,
  reference?: number,
): Promise<Tested | string> {
  try {
    const products = (setting.cases ?? 1) * productCount(setting.shape, operation);
    if (products > mostProducts) return `${products} products are more than the ${mostProducts} that are asked at once`;
    const found = await identifier.identify(setting, reference);
    if (found === undefined) return 'no output has all its terms on pixels';
    return { size, setting, reference: found.classes[0]!, ...told(found, runsOf(found, setting, operation)) };
  } catch (error) {
    if (error instanceof NotATree || error instanceof UsageError) return error.message;
    throw error;
  }
}

function told(
  { station, classes, certified }: Identified,
  runs: Pick<Tested, 'runs' | 'unit'>,
): Omit<Tested, 'size' | 'setting' | 'reference'> {
  const firsts = new Map<number, number>();
  for (const [listener, known] of classes.entries()) {
    const output = station.listeners[listener]!;
    firsts.set(known, Math.min(output, firsts.get(known) ?? output));
  }
  return { ...runs, firsts, listeners: classes.length, outputs: station.outputs, certified };
}

/** In the first unit that decides what computes an output. */
function runsOf(
  { station, classes }: Identified,
  setting: Setting,
  operation: Operation,
): Pick<Tested, 'runs' | 'unit'> {
  const { shape } = setting;
  const [, rows, columns, channels] = outputShape(shape, operation);
  const isConvolution = convolves(operation);
  const windows = operation === 'sum-first-axis' ? 'columns' : 'rows';
  type Unit = readonly [unit: string, place: (output: number) => number];
  const units: readonly Unit[] = [
    ...(groupsOf(shape, operation) === 1 || operation === 'depthwise-conv2d'
      ? []
      : [['groups', (output: number) => Math.floor((output % channels) / shape.channelsOut)] as const]),
    ...(hasTaps(operation)
      ? [[isConvolution ? 'channels' : 'columns', (output: number) => output % channels] as const]
      : []),
    ...(isConvolution
      ? []
      : [[windows, (output: number) => Math.floor(output / channels) % (rows * columns)] as const]),
    [isConvolution ? 'images' : 'cases', (output) => Math.floor(output / (rows * columns * channels))],
    ['outputs', (output) => output],
  ];
  for (const [unit, placeOf] of units) {
    const kinds = new Map<number, number>();
    const decides = station.listeners.every((output, listener) => {
      const place = placeOf(output);
      const before = kinds.get(place) ?? classes[listener]!;
      kinds.set(place, before);
      return before === classes[listener];
    });
    if (decides) return { unit, runs: joined([...kinds].sort(([a], [b]) => a - b)) };
  }
  throw new Error('outputs decide what computes them');
}

function joined(kinds: readonly (readonly [place: number, known: number])[]): readonly Run[] {
  const runs: Run[] = [];
  for (const [place, known] of kinds) {
    const before = runs.at(-1);
    if (before?.known === known) runs[runs.length - 1] = { ...before, last: place };
    else runs.push({ first: place, last: place, known });
  }
  return runs;
}

/** The different things that compute outputs of a size. */
export function kindsOf({ runs }: Pick<Tested, 'runs'>): readonly number[] {
  return [...new Set(runs.map(({ known }) => known))].sort((a, b) => a - b);
}

/** With another number of terms, the trees must be of one family; otherwise they must be the same trees. */
function areAlike(a: Tested, b: Tested, axis: Axis, operation: Operation, { known }: Identifier): boolean {
  if (axis !== 'terms') {
    const [one, other] = [kindsOf(a), kindsOf(b)];
    return a.reference === b.reference && one.join() === other.join();
  }
  const [one, other] = [known[a.reference]!, known[b.reference]!];
  if (one.kind !== 'tree' || other.kind !== 'tree') return one.kind === other.kind;
  const families = known.flatMap((family) => (family.kind === 'tree' && family.scheme !== undefined ? [family] : []));
  return [one, other, ...families].some(
    (family) =>
      fitsFamily(family, one, windowOf(a.setting, operation)) &&
      fitsFamily(family, other, windowOf(b.setting, operation)),
  );
}
