import { operationNamed } from '../conv/operation.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { SurveyGroup, SurveyRow } from '../corpus/survey.ts';
import { lengthOf, ruleTexts, shortShape } from '../survey/survey-rules.ts';
import { grouped, markdownTable } from './layout.ts';

/** For each subject, the nearest of so many other engines. */
const mostOthers = 3;

/**
 * Which subjects of other engines compute the same operation in the same format with the same trees and arithmetic, so
 * with the same bits, and what is to be done where they do not. `all` are the rows of one processor.
 */
export function agreementWithOthers(rows: readonly SurveyRow[], all: readonly SurveyRow[]): string {
  const engine = engineOf(rows[0]!.subject);
  const others = [
    ...grouped(
      all.filter(({ subject }) => engineOf(subject) !== engine),
      ({ subject }) => subject,
    ),
  ];
  const lines = [...grouped(rows, ({ subject }) => subject)].flatMap(([subject, own]) => {
    const near = others
      .filter(([id]) => comparableKey(id) === comparableKey(subject))
      .flatMap(([id, theirs]) => pairOf(id, own, theirs) ?? [])
      .toSorted((one, other) => other.equal / other.shared - one.equal / one.shared || other.shared - one.shared);
    const nearest = [...grouped(near, ({ id }) => engineOf(id)).values()].map(([best]) => best!);
    const some = nearest.filter(({ equal }) => equal > 0);
    return (some.length > 0 ? some : nearest.slice(0, 1))
      .slice(0, mostOthers)
      .map((pair) => [
        `\`${subject}\``,
        `\`${pair.id}\``,
        pair.equal === pair.shared ? `all ${pair.shared}` : `${pair.equal} of ${pair.shared}`,
        pair.equal === pair.shared ? 'nothing to do' : remedy(pair),
      ]);
  });
  if (lines.length === 0) return 'No other engine computes one of its operations at a shape where both have one tree.';
  return `Compared are subjects of the same operation and format, at the shapes where all outputs of both have one tree.
The same tree and arithmetic give the same bits for every input. Where they differ, some input gives other bits.

${markdownTable(['subject', 'nearest to it', 'the same shapes', 'to make them equal'], lines)}

Two ways are open with every engine: add the products yourself, in one order on both sides; or add in binary64 on both
sides and round once, which makes other bits rare. \`npx lastbit explain\` says what each costs on your numbers, and
\`npx lastbit reveal --diff ONE OTHER\` gives the smallest input on which two subjects differ.`;
}

interface Pair {
  readonly id: string;
  readonly equal: number;
  readonly shared: number;
  /** The rows of both at the shape with the fewest terms where they differ. */
  readonly first: readonly [SurveyRow, SurveyRow] | undefined;
  /** Up to this n all sums agree; 0 if the shortest does not. */
  readonly upTo: number;
}

function pairOf(id: string, own: readonly SurveyRow[], theirs: readonly SurveyRow[]): Pair | undefined {
  const there = new Map(theirs.flatMap((row) => (onlyOf(row) === undefined ? [] : [[shapeKey(row.shape), row]])));
  const both = own
    .flatMap((row) => {
      const other = there.get(shapeKey(row.shape));
      return onlyOf(row) === undefined || other === undefined ? [] : [[row, other] as const];
    })
    .toSorted(([one], [other]) => onlyOf(one)!.terms - onlyOf(other)!.terms);
  if (both.length === 0) return undefined;
  const isEqual = ([one, other]: (typeof both)[number]): boolean => onlyOf(one)!.digest === onlyOf(other)!.digest;
  const sums = both.filter(([row]) => lengthOf(row) !== undefined);
  const end = sums.findIndex((pair) => !isEqual(pair));
  const agreeing = end < 0 ? sums : sums.slice(0, end);
  return {
    ...{ id, equal: both.filter(isEqual).length, shared: both.length },
    ...{ first: both.find((pair) => !isEqual(pair)), upTo: agreeing.length === 0 ? 0 : lengthOf(agreeing.at(-1)![0])! },
  };
}

/** The accumulation of all outputs; undefined if they have several. Equal digests then are of the same outputs. */
function onlyOf({ groups: [group, ...others], outputs }: SurveyRow): SurveyGroup | undefined {
  return others.length === 0 && group?.explained === true && group.digest !== null && group.outputs === outputs
    ? group
    : undefined;
}

const fewTerms = 4;

/** What differs at the smallest shape, and what helps. */
function remedy({ first, upTo }: Pair): string {
  const [row, other] = first!;
  const [here, there] = [ruleTexts(row, onlyOf(row)!), ruleTexts(other, onlyOf(other)!)];
  const length = lengthOf(row);
  const at = length === undefined ? shortShape(row) : `*n* = ${length}`;
  const pieces = upTo > fewTerms ? `sums of *n* ≤ ${upTo} agree, so add pieces of ${upTo}; ` : '';
  const bothBut = (one: string, another: string): string => {
    const [mine, theirs] = differing(one, another);
    return `${pieces}at ${at} the order is the same (${here.tree}), but ${mine} here, ${theirs} there`;
  };
  if (here.tree !== there.tree)
    return `${pieces}the orders differ from ${at} on: ${here.tree} here, ${there.tree} there`;
  if (here.computing !== there.computing)
    return `${bothBut(here.computing, there.computing)}${contraction(here.computing, there.computing)}`;
  if (here.arithmetic !== there.arithmetic) return bothBut(here.arithmetic, there.arithmetic);
  return `${pieces}at ${at} the trees have no name and are not the same, or other products of them are rounded`;
}

/** The parts of two descriptions that only one of them has. */
function differing(one: string, other: string): readonly [string, string] {
  const [parts, others] = [one.split('; '), other.split('; ')];
  const own = (some: readonly string[], rest: readonly string[]): string =>
    some.filter((part) => !rest.includes(part)).join('; ') || 'not so';
  return [own(parts, others), own(others, parts)];
}

function contraction(one: string, other: string): string {
  const isFused = (text: string): boolean => text.includes('fused');
  return isFused(one) === isFused(other) ? '' : ' (a compiler contracts them or not: `-ffp-contract`)';
}

const engineOf = (subject: string): string => subject.split('/')[0]!;

/** Operation and format of an id, without engine and setting. Sums of one window are the same question. */
function comparableKey(id: string): string {
  const operation = operationNamed(id);
  const asked = dots.has(operation) ? 'dot' : operation;
  return `${asked}:${/:(\w+)/.exec(id)?.[1] ?? 'binary32'}`;
}

const dots: ReadonlySet<string> = new Set(['dot', 'multiply-sum', 'einsum', 'matmul', 'batched-matmul']);
