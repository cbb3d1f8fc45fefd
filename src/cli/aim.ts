import { allOperations } from '../conv/operation.ts';
import type { Operation } from '../conv/shape.ts';
import { largestCase, parseShapeSpec, parseTerms, type ShapeSpec } from '../conv/shape-spec.ts';
import type { Sizes } from '../conv/size-range.ts';
import type { Subject } from '../engines/engine.ts';
import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import { mostJudged } from '../inputs/output-sample.ts';
import { counted, formatCount } from '../text/numbers.ts';

/** Of the options that aim a campaign: flags and help. */
export const aimOptions = {
  subject: ['--subject <id>', 'only this subject, or all of this engine (repeatable)'],
  shape: [
    '--shape <spec>',
    'only shapes IMAGE*KERNEL[/GROUPS][+N], as in 8..64x8..64x3*3x3x1,16: a size, range or list each (repeatable)',
  ],
  stride: ['--stride <list>', 'with --shape: N, ROWSxCOLUMNS, ranges or several, as in 1,2 for 1 or 2; by default 1'],
  dilation: ['--dilation <list>', 'with --shape: as --stride'],
  padding: [
    '--padding <list>',
    'with --shape: valid, same, valid,same, N, ROWSxCOLUMNS, or TOP,BOTTOM,LEFT,RIGHT (repeatable)',
  ],
  terms: ['--terms <list>', 'only windows and sums of so many terms, as in 1..4608 or 64,128,256'],
  op: ['--op <list>', 'only subjects that compute these operations, as in conv2d,dot'],
} as const;

/** The options by which a user aims a campaign at her layers, as texts. */
export interface AimOptions {
  readonly shape?: readonly string[] | undefined;
  readonly stride?: string | undefined;
  readonly dilation?: string | undefined;
  readonly padding?: readonly string[] | undefined;
  readonly terms?: string | undefined;
  readonly op?: string | undefined;
}

/** These options alone. */
export const aimOptionsOf = ({ shape, stride, dilation, padding, terms, op }: AimOptions): AimOptions => ({
  ...{ shape, stride, dilation, padding, terms, op },
});

/** Where a campaign looks. */
export interface ChosenAim {
  /** Undefined for all shapes. */
  readonly specs: readonly [ShapeSpec, ...ShapeSpec[]] | undefined;
  /** The numbers of terms of sums, if `--terms` gives them. */
  readonly terms: Sizes | undefined;
  readonly operations: readonly Operation[] | undefined;
}

/** Throws a UsageError, one line, for an option that is wrong. */
export function parseAim({ shape = [], terms, op, ...rest }: AimOptions): ChosenAim {
  const idle = (['stride', 'dilation', 'padding'] as const).find((name) => rest[name] !== undefined);
  if (shape.length === 0 && idle !== undefined)
    throw new UsageError(
      `--${idle}: goes with --shape only, as in --shape 8..64x8..64x3*3x3x16 --${idle} ${examples[idle]}`,
    );
  const operations = op === undefined ? undefined : parseOperations(op);
  const windows = terms === undefined ? undefined : parseTerms(terms);
  const specs = [...shape.map((text) => parseShapeSpec(text, rest)), ...(windows === undefined ? [] : [windows])];
  const [first, ...others] = specs;
  if (operations?.every((one) => one === 'depthwise-conv2d')) {
    const wide = specs.find(({ channelsOut }) => channelsOut.every(({ from }) => from > 1));
    if (wide !== undefined)
      throw new UsageError(`--shape ${wide.text}: a depthwise kernel has one channel out; write ROWSxCOLUMNSx1`);
  }
  return {
    specs: first === undefined ? undefined : [first, ...others],
    terms: windows?.width,
    operations,
  };
}

const examples = { stride: '1,2', dilation: '1,2', padding: 'same' } as const;

function parseOperations(text: string): readonly Operation[] {
  return text.split(',').map((item) => {
    const name = item.trim();
    const found = allOperations.find((operation) => operation === name);
    if (found !== undefined) return found;
    const hint = `did you mean ${nearestText(name, allOperations)}? Operations: ${allOperations.join(', ')}`;
    throw new UsageError(`--op ${shown(item)}: there is no such operation; ${hint}`);
  });
}

/** The subjects that compute one of the operations. Throws a UsageError if none does. */
export function subjectsOf(
  operations: readonly Operation[] | undefined,
  subjects: readonly Subject[],
): readonly Subject[] {
  if (operations === undefined) return subjects;
  const chosen = subjects.filter(({ operation }) => operations.includes(operation));
  if (chosen.length > 0) return chosen;
  const there = [...new Set(subjects.map(({ operation }) => operation))].join(', ');
  throw new UsageError(`--op ${operations.join(',')}: these subjects compute ${there} only`);
}

/** The products of all cases of a run without --cases or --seconds, at most: some minutes of an engine's time. */
const mostProductsOfRun = 2 ** 33;
/** Large shapes are tried on at least this many cases, about one of each distribution. */
const fewestCases = 24;

/** How many cases to try by default, at most `usual`: fewer of large shapes. */
export function casesFor({ specs }: ChosenAim, usual: number): number {
  const products = Math.max(1, ...(specs ?? []).map((spec) => largestCase(spec).products));
  return Math.min(usual, Math.max(fewestCases, Math.floor(mostProductsOfRun / products)));
}

/** What is told before the work: how large a case may be, and how much of it is judged. Nothing for small ones. */
export function sizeLines({ specs }: ChosenAim): readonly string[] {
  return (specs ?? []).flatMap((spec) => {
    const { image, kernel, output, products } = largestCase(spec);
    if (products <= mostJudged) return [];
    const mebibytes = Math.ceil((4 * (image + kernel + output)) / 2 ** 20);
    return [
      `${spec.text}: up to ${formatCount(image)} numbers of image, ${formatCount(kernel)} of kernel, ` +
        `${counted(output, 'output')} (${mebibytes} MiB) and ${formatCount(products)} products a case. ` +
        `Of a case with more than ${formatCount(mostJudged)} products, a sample of the outputs is judged.`,
    ];
  });
}
