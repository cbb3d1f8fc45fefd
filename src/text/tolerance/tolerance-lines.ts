import type { Allowance } from '../../arrays/tolerance/allowance.ts';
import type { Cancellation } from '../../arrays/tolerance/cancellation.ts';
import { isSharp, type Roundings } from '../../arrays/tolerance/implementation.ts';
import type {
  ImplementationTolerances,
  LibraryOnShape,
  ToleranceReport,
} from '../../arrays/tolerance/tolerance-report.ts';
import { shapeKey } from '../../conv/shape-text.ts';
import { type Column, tableLines, wrapped } from '../layout.ts';
import { formatNumber } from '../numbers.ts';
import { assertionText, type Framework, frameworks } from './assertions.ts';
import { dataLines, shortNumber } from './data-lines.ts';
import { roundedUp } from './rounded-up.ts';

const u = 2 ** -24;

/** What `lastbit tolerance` prints. Sentences and tables are fitted to `width` columns, the assertion is not. */
export function toleranceLines(report: ToleranceReport, framework: Framework, width?: number): readonly string[] {
  const { cancellation, data } = report;
  return [
    ...wrapped(toleranceAnswer(report), 0, width),
    '',
    ...wrapped(theorem(report), 0, width),
    '',
    ...implementationLines(report, width),
    ...wrapped(referenceText(report), 2, width),
    ...(data === undefined ? ['', ...shapeLines(report, width)] : ['', ...dataLines(report, width)]),
    ...(cancellation === undefined ? [] : ['', ...wrapped(cancellationText(report, cancellation), 0, width)]),
    ...(data === undefined ? ['', ...libraryLines(report, width)] : []),
    '',
    ...assertionLines(report, framework),
  ];
}

function assertionLines(report: ToleranceReport, framework: Framework): readonly string[] {
  const text = assertionText(report, framework);
  if (text === undefined) return ['No assertion is printed for a convolution in groups.'];
  const others = frameworks.filter((one) => one !== framework).join(', ');
  const title = `To paste, for ${titles[framework]} (--for prints it alone; also ${others}):`;
  return [title, '', ...text.split('\n')];
}

const titles: Readonly<Record<Framework, string>> = {
  numpy: 'pytest and NumPy',
  pytorch: 'PyTorch',
  jax: 'JAX',
  vitest: 'vitest',
  cpp: 'C++',
};

/** The first sentence of everything. */
export function toleranceAnswer({ operation, shape, terms, summed, implementations, data }: ToleranceReport): string {
  const best = implementations.at(-1)!;
  const { relative, ofProducts } = best.allowances.exact;
  const what = shape === undefined ? `${operation} of ${terms} terms` : shapeKey(shape);
  const order = best.kind === 'any-order' ? 'summed in any order in binary32' : `computed as ${best.name}`;
  const sizes = summed === 'products' ? 'Σ|x·w|' : 'Σ|x|';
  const parts = [
    ...(relative === 0 ? [] : [`${formatNumber(relative / u, 4)} u·|ref|`]),
    ...(ofProducts === 0 ? [] : [`${formatNumber(ofProducts / u, 4)} u·${sizes}`]),
  ];
  const bound = `${what}: ${order}, a correct result is within ${parts.join(' + ')} of the exact value.`;
  const pair = data === undefined ? undefined : best.smallest?.pair;
  if (pair === undefined) return bound;
  return `${bound} For these data: rtol = ${roundedUp(pair.rtol, 6)}, atol = ${roundedUp(pair.atol, 6)}.`;
}

const references: Readonly<Record<ToleranceReport['reference'], string>> = {
  exact: 'the exact value, rounded once to binary64',
  binary64: 'the same sum in binary64, in any order',
  binary32: 'the result of another binary32 implementation of unknown order',
};

function theorem({ reference, summed, implementations }: ToleranceReport): string {
  const isRelative = implementations.some(({ allowance }) => allowance.relative > 0);
  const P = summed === 'products' ? 'P = Σ|x·w|' : 'P = Σ|x|';
  const formula = `|y − ref| ≤ ${isRelative ? 'a·u·|ref| + ' : ''}c·u·P + d`;
  return (
    `Proven, componentwise: ${formula}, with u = 2^-24, ${P} of that output, and ref ${references[reference]}. ` +
    'It holds if inputs are finite binary32 numbers, nothing overflows (P + bound < 2^128), results are rounded to ' +
    'nearest and subnormal numbers are kept.'
  );
}

const relativeColumn: Column<ImplementationTolerances> = {
  ...{ title: 'a', align: 'point' },
  cell: ({ allowance }) => inUnits(allowance.relative),
};

function implementationLines(
  { implementations, summed }: ToleranceReport,
  width: number | undefined,
): readonly string[] {
  const isRelative = implementations.some(({ allowance }) => allowance.relative > 0);
  const columns: readonly Column<ImplementationTolerances>[] = [
    { title: 'implementation', align: 'left', cell: ({ name }) => name },
    { title: 'roundings', align: 'right', cell: ({ roundings }) => roundingsText(roundings) },
    ...(isRelative ? [relativeColumn] : []),
    { title: 'c', align: 'point', cell: ({ allowance }) => inUnits(allowance.ofProducts) },
    { title: 'd', align: 'left', cell: ({ allowance }) => roundedUp(allowance.absolute, 3) },
    { title: 'proof', align: 'left', cell: ({ claims }) => claims.join(', ') },
  ];
  const note = summed === 'products' ? 'its product included' : 'of a number';
  return [...tableLines(columns, implementations, { width, indent: 2 }), `  roundings: on the longest path, ${note}`];
}

const inUnits = (value: number): string => roundedUp(value / u, 7);

/** "9", "1 + 26 in binary64". */
export function roundingsText(roundings: Roundings | undefined): string {
  if (roundings === undefined) return '–';
  const { narrow, wide } = roundings;
  if (wide === 0) return String(narrow);
  return `${narrow === 0 ? '' : `${narrow} + `}${wide} in binary64`;
}

function referenceText({ implementations, reference }: ToleranceReport): string {
  const { exact, binary64, binary32 } = implementations.at(-1)!.allowances;
  const each = ({ ofProducts }: Allowance): string => inUnits(ofProducts);
  const compared = reference === 'exact' ? 'the exact value' : `the ${reference} one`;
  return (
    `c of the last row against the exact value: ${each(exact)}; a binary64 sum: ${each(binary64)}; another binary32 ` +
    `result of unknown order: ${each(binary32)}. This page compares with ${compared}.`
  );
}

/** What is sound for a shape alone. */
function shapeLines(
  { implementations, summed, operation, terms }: ToleranceReport,
  width: number | undefined,
): readonly string[] {
  const most =
    summed === 'numbers'
      ? `${terms}·max|x|`
      : operation === 'conv'
        ? 'max|x|·max over output channels of Σ|w|'
        : operation === 'matmul'
          ? 'max|x|·max over columns of Σ|w|'
          : 'max|x|·Σ|w|';
  const rows = implementations.map(({ name, allowance }) => {
    const { relative, ofProducts, absolute } = allowance;
    const rtol = relative === 0 ? '0' : roundedUp(relative, 6);
    const atol =
      ofProducts === 0 ? roundedUp(absolute, 3) : `${roundedUp(ofProducts, 6)}·M + ${roundedUp(absolute, 3)}`;
    return { name, rtol, atol };
  });
  const intro =
    'One rtol and one atol for all outputs, sound for all data of this shape. The smallest atol needs a bound on the ' +
    `data: M = ${most}.`;
  return [
    ...wrapped(intro, 0, width),
    ...tableLines(
      [
        { title: 'implementation', align: 'left', cell: ({ name }) => name },
        { title: 'rtol', align: 'left', cell: ({ rtol }) => rtol },
        { title: 'atol', align: 'left', cell: ({ atol }) => atol },
      ],
      rows,
      { width, indent: 2 },
    ),
    ...wrapped(smallestText(implementations), 2, width),
  ];
}

function smallestText(implementations: readonly ImplementationTolerances[]): string {
  const claims = [...new Set(implementations.flatMap((one) => one.claims))];
  const [sharp, open] = [claims.filter(isSharp), claims.filter((claim) => !isSharp(claim))];
  const texts = [
    ...(sharp.length === 0 ? [] : [`Some data reach ${sharp.join(', ')} to first order, so nothing smaller is sound.`]),
    ...(open.length === 0 ? [] : [`Whether less than ${open.join(', ')} is sound is not known.`]),
  ];
  return texts.join(' ');
}

function cancellationText({ terms, summed }: ToleranceReport, found: Cancellation): string {
  const list = (side: 0 | 1): string => `(${found.terms.map((term) => formatFactor(term[side])).join(', ')})`;
  const input = summed === 'products' ? `x = ${list(0)}, w = ${list(1)}` : `x = ${list(0)}`;
  const rest = found.terms.length < terms ? ', all other terms 0' : '';
  const inOrder = found.places.every((place, t) => place === t);
  const places = inOrder ? '' : ` at the places ${found.places.join(', ')}`;
  const why =
    found.exact === 0
      ? 'so no rtol is sound without a bound on the data, however large, and times a power of two it exceeds every atol'
      : 'so no rtol below 1 is sound without a bound on the data';
  return (
    `Cancellation: ${input}${places}${rest}, has the exact sum ${found.exact}. ${found.algorithm}, a correct ` +
    `implementation, gives ${formatFactor(found.computed)}: ${why}.`
  );
}

const formatFactor = (value: number): string => {
  const power = Math.log2(Math.abs(value));
  const size = power >= 16 && Number.isInteger(power) ? `2^${power}` : String(Math.abs(value));
  return `${value < 0 ? '−' : ''}${size}`;
};

function libraryLines(
  { libraries, cancellation, summed }: ToleranceReport,
  width: number | undefined,
): readonly string[] {
  const P = summed === 'products' ? 'Σ|x·w|' : 'Σ|x|';
  const columns: readonly Column<LibraryOnShape>[] = [
    { title: 'test', align: 'left', cell: ({ name }) => name },
    { title: 'rtol', align: 'left', cell: ({ rtol }) => shortNumber(rtol) },
    { title: 'atol', align: 'left', cell: ({ atol }) => shortNumber(atol) },
    ...(cancellation === undefined
      ? []
      : [
          {
            title: 'rejects that sum',
            align: 'left',
            cell: (one: LibraryOnShape) => (one.rejectsCancellation ? 'yes' : 'no'),
          } as const,
        ]),
    {
      title: `rejects no correct one up to ${P} =`,
      align: 'point',
      cell: ({ soundUpTo }) => (soundUpTo === Number.POSITIVE_INFINITY ? 'always' : formatNumber(soundUpTo, 3)),
    },
  ];
  const text =
    'Tests of libraries, for an unknown order. Where |ref| and |y| are below atol they accept any result, 0 too: ' +
    'give data to see what that lets through.';
  return [...wrapped(text, 0, width), ...tableLines(columns, libraries, { width, indent: 2 })];
}
