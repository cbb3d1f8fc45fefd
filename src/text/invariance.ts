import { hasTaps } from '../conv/operation.ts';
import type { ConvShape, NumberFormat, Operation } from '../conv/shape.ts';
import { line } from '../errors/printable.ts';
import { fullDecimal } from '../explain/printed-decimal.ts';
import { bits32 } from '../float/bits.ts';
import { bitsIn } from '../float/number-bits.ts';
import { type Invariance, isConstant, isInvariant, type Switch } from '../invariant/invariance.ts';
import { describeKnown, describeKnownArithmetic, type Known } from '../invariant/known.ts';
import { type AxisResult, kindsOf, type Tested } from '../invariant/vary.ts';
import type { InvarianceJson } from '../schemas/invariance-schema.ts';
import { wrapped } from './layout.ts';
import { counted, formatCount } from './numbers.ts';

/** What is told beside a result. */
export interface InvarianceContext {
  readonly version: string;
  readonly seed: number;
  readonly format: NumberFormat;
  /** How the operation names a shape. */
  readonly operation: Operation;
}

/** The answer in one sentence. */
export function invarianceAnswer(result: Invariance): string {
  const { subject, axes, failed, known } = result;
  if (failed !== undefined) return line`${subject}: nothing was found out: ${failed}`;
  const constant = axes.filter(isConstant).map(rangeInWords);
  const changing = axes.filter((axis) => !isConstant(axis)).map((axis) => changeInWords(axis));
  const explained = known[0]?.kind === 'tree';
  const how = explained ? 'is computed in the same way' : 'had the same bits on random vectors';
  const same = constant.length === 0 ? '' : `${how} for ${listed(constant, 'and')}`;
  if (changing.length === 0) return `${subject}: an output ${same || how}.`;
  const not = explained ? 'is not computed in the same way' : 'had other bits';
  if (constant.length === 0) return `${subject}: an output ${not} for ${listed(changing, 'nor for')}.`;
  const other = explained ? 'not' : 'had other bits';
  return `${subject}: an output ${same}, but ${other} for ${listed(changing, 'nor for')}.`;
}

function rangeInWords({ axis, name, tested }: AxisResult): string {
  const [first, last] = [tested[0], tested.at(-1)];
  if (first === undefined || last === undefined) return `no ${name}`;
  if (axis === 'place') return 'every place that was tested';
  if (axis === 'threads') return `1 to ${Math.max(...tested.map(({ size }) => size))} threads`;
  return `${formatCount(first.size)} to ${formatCount(last.size)} ${name}`;
}

function changeInWords({ axis, name, period, switches, tested }: AxisResult): string {
  if (axis === 'place') return 'every place of an output';
  const [a, b] = switches[0] ?? [];
  if (a !== undefined && b !== undefined) {
    const each = period === 1 ? '' : ` (it goes with their number mod ${period})`;
    return `${formatCount(a.size)} against ${formatCount(b.size)} ${name}${each}`;
  }
  const mixed = tested.find((one) => kindsOf(one).length > 1);
  return `all outputs of ${formatCount(mixed?.size ?? 0)} ${name}`;
}

function listed(words: readonly string[], last: string): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** A, B, … Z, then A1 and so on. */
function letterOf(known: number): string {
  return `${String.fromCharCode(65 + (known % 26))}${known < 26 ? '' : Math.floor(known / 26)}`;
}

/** What `lastbit invariant SUBJECT` prints. */
export function invarianceText(result: Invariance, context: InvarianceContext): string {
  const { base, known, axes, switches, left, calls, checks, revelations } = result;
  const around = shapeInWords(base.shape, context.operation);
  const lines = [
    ...wrapped(invarianceAnswer(result), 0, 100),
    '',
    line`${result.subject} ${context.version}, around ${around}, seed ${context.seed}`,
    ...known
      .flatMap((one, index) => (isShown(one, known) ? [[index, one] as const] : []))
      .flatMap(([index, one]) => [
        `  ${letterOf(index).padEnd(3)}${describeKnown(one)}, ${counted(one.n, 'term')}`,
        ...wrapped(arithmeticInWords(one, context.operation), 5, 100),
      ]),
    ...axes.flatMap((axis) => ['', ...axisLines(axis, known, context.operation)]),
    ...left.flatMap(({ axis, because }) => ['', `${axis}: not varied: ${because}`]),
    ...switches.flatMap((one) => ['', ...switchLines(one, known, context)]),
    '',
    `${counted(calls, 'call')} for ${counted(revelations, 'revelation')} and certificates; ` +
      `${counted(checks, 'vector')} replayed.`,
    ...limits(result),
  ];
  return `${lines.join('\n')}\n`;
}

function limits({ axes, known }: Invariance): readonly string[] {
  const tested = axes.some(({ gaps }) => gaps.length > 0);
  return [
    ...(known[0]?.kind === 'tree' ? [] : ['Only bits on random vectors were compared: this is evidence, not proof.']),
    ...(tested ? ['Between two tested sizes that are alike, two switches may hide.'] : []),
  ];
}

/** Of sums with other numbers of terms than the base, words stand where they were met. */
const isShown = (one: Known, known: readonly Known[]): boolean => one.n === known[0]!.n;

function axisLines(axis: AxisResult, known: readonly Known[], operation: Operation): readonly string[] {
  const { tested, gaps, stopped, name, period } = axis;
  const listeners = tested.reduce((sum, one) => sum + one.listeners, 0);
  const proof = tested.every(({ certified }) => certified) ? 'certified' : 'compared; not all certified';
  const untested = gaps.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  const rest = untested === 0 ? '' : `; ${counted(untested, 'size')} between them not tested`;
  const what = axis.axis === 'place' ? '' : `${counted(tested.length, 'size')}, `;
  return [
    `${name}: ${what}${counted(listeners, 'output')} ${proof}${rest}`,
    ...(period === 1 ? [] : [`  it goes with the number of ${name} mod ${period}`]),
    ...(period === 1 ? segmentsOf(axis, operation) : residuesOf(axis)).map(
      (one) => `  ${segmentLine(axis, one, known)}`,
    ),
    ...(stopped === undefined ? [] : [`  from ${formatCount(stopped.size)} on not tested: ${stopped.because}`]),
  ];
}

/** Most segments that are listed. */
const mostSegments = 12;

/** Sizes in words, and the largest of them. */
type Segment = readonly [sizes: string, last: Tested];

/** First and last sizes that are computed alike, as far as tested. */
function segmentsOf({ tested, switches, axis }: AxisResult, operation: Operation): readonly Segment[] {
  if (axis === 'place') return placesOf(tested, operation);
  const starts = new Set(switches.map(([, b]) => b));
  const segments: [Tested, Tested][] = [];
  for (const one of tested) {
    const last = segments.at(-1);
    if (last === undefined || starts.has(one) || one.size < last[1].size) segments.push([one, one]);
    else last[1] = one;
  }
  return segments.slice(0, mostSegments).map(([a, b]) => {
    const [first, last] = [formatCount(a.size), formatCount(b.size)];
    const where = axis === 'threads' ? ` at ${shapeInWords(b.setting.shape, operation)}` : '';
    return [`${first === last ? first : `${first} to ${last}`}${where}`, b] as const;
  });
}

/** The base with all outputs that are asked at once, the first outputs that differ from it, and a request of cases. */
function placesOf(tested: readonly Tested[], operation: Operation): readonly Segment[] {
  const [base, ...others] = tested;
  if (base === undefined) return [];
  const ofBase = others.filter(({ setting }) => setting.shape === base.setting.shape);
  const differing = ofBase.filter(({ setting, reference }) => !setting.cases && reference !== base.reference);
  const mixed = others.filter((one) => !ofBase.includes(one));
  const inRequest = ofBase.filter(({ setting }) => setting.cases !== undefined);
  return [
    ['at the base', base],
    ...differing.slice(0, mostSegments).map((one) => [`output ${formatCount(one.size)}`, one] as const),
    ...mixed.slice(0, 1).map((one) => [`at ${shapeInWords(one.setting.shape, operation)}`, one] as const),
    ...inRequest.map((one) => [`${counted(one.size, 'case')} in a request`, one] as const),
  ];
}

/** The largest sizes of each residue; residues that are computed alike stand together. */
function residuesOf({ tested, period }: AxisResult): readonly Segment[] {
  const largest = Array.from({ length: period }, (_, residue) => {
    return tested.findLast(({ size }) => size % period === residue)!;
  });
  const segments: [first: number, last: number][] = [];
  const kinds = (residue: number): string => `${largest[residue]!.reference} ${kindsOf(largest[residue]!)}`;
  for (let residue = 0; residue < period; residue += 1) {
    const last = segments.at(-1);
    if (last !== undefined && kinds(last[0]) === kinds(residue)) last[1] = residue;
    else segments.push([residue, residue]);
  }
  return segments.map(([a, b]) => [`mod ${period} = ${a === b ? a : `${a} to ${b}`}`, largest[b]!] as const);
}

function segmentLine({ axis, period }: AxisResult, [sizes, last]: Segment, known: readonly Known[]): string {
  const one = known[last.reference]!;
  if (axis === 'terms') return `${sizes}: ${describeKnown(one)}`;
  if (last.runs.length === 1) return `${sizes}: ${letterOf(last.reference)}`;
  const runs = last.runs.slice(0, 4).map((run) => {
    const places = run.first === run.last ? `${run.first}` : `${run.first} to ${run.last}`;
    return `${places} ${letterOf(run.known)}`;
  });
  const more = last.runs.length > 4 ? ', …' : '';
  const at = period === 1 ? '' : `at ${formatCount(last.size)} `;
  return `${sizes}: ${at}${last.unit} ${runs.join(', ')}${more}`;
}

export function switchLines(
  { axis, sides, input }: Switch,
  known: readonly Known[],
  context: InvarianceContext,
): string[] {
  const where = sides.map(({ setting, output, known: kind }) => {
    const threads = axis === 'threads' ? `, ${counted(setting.threads, 'thread')}` : '';
    const cases = setting.cases === undefined ? '' : `, ${counted(setting.cases, 'case')} in a request`;
    const tree = `${letterOf(kind)}, ${describeKnown(known[kind]!)}`;
    return `${shapeInWords(setting.shape, context.operation)}${cases}${threads}, output ${output}: ${tree}`;
  });
  if (input === undefined)
    return [`${axis}:`, ...where.map((text) => `  ${text}`), '  no input was found that shows it'];
  const isProduct = hasTaps(context.operation);
  const others = isProduct ? 'terms are 0 × 1' : 'numbers are 0';
  const terms = input.terms.slice(0, 8).map(({ term, left, right }) => {
    if (!isProduct) return `  number ${term}  ${bits32(left)}  ${fullDecimal(left)}`;
    return `  term ${term}  ${bits32(left)} × ${bits32(right)}  ${fullDecimal(left)} × ${fullDecimal(right)}`;
  });
  const more = input.terms.length > 8 ? [`  and ${input.terms.length - 8} more`] : [];
  return [
    `${axis}: the smallest input found on which they differ; all other ${others}:`,
    ...terms,
    ...more,
    ...where.flatMap((text, index) => [`  ${text}`, `    ${valueText(input.results[index]!, context)}`]),
  ];
}

const valueText = (value: number, context: InvarianceContext): string =>
  `${bitsOf(value, context)}  ${fullDecimal(value)}`;

const bitsOf = (value: number, { format }: Pick<InvarianceContext, 'format'>): string => bitsIn(value, format);

/** The arithmetic in words. A mean of 2^k numbers is told by its sum, because the quotient of that is exact. */
export function arithmeticInWords(known: Known, operation: Operation): string {
  const words = describeKnownArithmetic(known);
  return operation === 'mean' && known.kind === 'tree' ? `of the sum: ${words}` : words;
}

/** A product of matrices or a summed array by its sizes, an image and a kernel by theirs. */
export function shapeInWords(shape: ConvShape, operation: Operation): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, groups = 1 } = shape;
  if (operation === 'matmul' || operation === 'einsum')
    return `${height}×${channelsIn} by ${channelsIn}×${channelsOut}`;
  const depth = channelsIn / groups;
  if (operation === 'batched-matmul') return `${groups} times ${height}×${depth} by ${depth}×${channelsOut}`;
  if (operation === 'sum-last-axis') return `${height}×${channelsIn}, along the last axis`;
  if (operation === 'sum-first-axis') return `${channelsIn}×${height}, along the first axis`;
  const image = `${batch}×${height}×${width}×${channelsIn}`;
  if (!hasTaps(operation)) return `${image}, in windows of ${kernelHeight}×${kernelWidth}×${channelsIn}`;
  const divided = groups === 1 ? '' : `, ${groups} groups`;
  return `${image} * ${kernelHeight}×${kernelWidth}×${channelsIn}×${channelsOut}${divided}`;
}

/** What `lastbit invariant --json` prints; docs/json.md describes it. */
export function invarianceJson(result: Invariance, context: InvarianceContext): InvarianceJson {
  const { subject, base, known, axes, switches, left, calls, checks, revelations, failed } = result;
  return {
    ...{ subject, version: context.version, seed: context.seed, shape: base.shape },
    ...{ invariant: isInvariant(result), answer: invarianceAnswer(result), failed: failed ?? null },
    known: known.map((one) => ({
      ...{ terms: one.n, explained: one.kind === 'tree' },
      ...{ tree: describeKnown(one), arithmetic: describeKnownArithmetic(one) },
    })),
    axes: axes.map((axis) => ({
      ...{ axis: axis.axis, name: axis.name, constant: isConstant(axis), period: axis.period },
      tested: axis.tested.map(({ size, reference, runs, unit, listeners, outputs, certified }) => {
        return { size, reference, unit, runs, listeners, outputs, certified };
      }),
      switches: axis.switches.map(([a, b]) => [a.size, b.size]),
      untested: axis.gaps.map(([from, to]) => [from, to]),
      stopped: axis.stopped ?? null,
    })),
    smallest: switches.map(({ axis, sides, input }) => ({
      axis,
      sides: sides.map(({ setting, output, known: kind }, index) => ({
        ...{ shape: setting.shape, cases: setting.cases ?? null, threads: setting.threads, output, known: kind },
        bits: input === undefined ? null : bitsOf(input.results[index]!, context),
        decimal: input === undefined ? null : fullDecimal(input.results[index]!),
      })),
      terms: (input?.terms ?? []).map(({ term, left: a, right: b }) => {
        return { term, leftBits: bits32(a), rightBits: bits32(b) };
      }),
    })),
    notVaried: left.map(({ axis, because }) => ({ axis, because })),
    ...{ calls, checks, revelations },
  };
}
