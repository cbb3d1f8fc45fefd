import type { ErrorScale } from '../explain/explanation.ts';
import type { ObservedExplanation } from '../explain/observed-records.ts';
import { grouped, wrapped } from './layout.ts';
import { counted, formatCount, formatNumber, formatShare } from './numbers.ts';
import { subjectNames } from './subject-names.ts';

type Width = number | undefined;

/** More observed numbers than this are left to their section. */
const mostAnswers = 12;

/** A sentence for each observed number. Those that were printed alike have one together. */
export function answerTexts(observed: readonly ObservedExplanation[]): readonly string[] {
  const groups = [...grouped(observed, ({ printed }) => printed).values()];
  const shown = groups.slice(0, mostAnswers).map(answerText);
  const rest = groups.length - mostAnswers;
  return rest > 0 ? [...shown, `${counted(rest, 'more observed number')} below.`] : shown;
}

function answerText(group: readonly ObservedExplanation[]): string {
  const { name, answer } = group[0]!;
  return group.map((one) => one.name).join(' and ') + answer.slice(name.length);
}

/** More computations than this are counted. */
const mostNamed = 8;

/** What each printed number can have been, who gives it here, and how sure that is. */
export function observedLines(
  observed: readonly ObservedExplanation[],
  scale: ErrorScale,
  width: Width,
): readonly string[] {
  if (observed.length === 0) return [];
  const groups = grouped(observed, ({ printed }) => printed);
  return [
    '',
    'Observed numbers',
    ...wrapped(scaleText(scale), 2, width),
    ...[...groups].flatMap(([printed, group]) => [
      ...wrapped(`${printed}  ${group.map(({ name }) => name).join('; ')}`, 2, width),
      ...numberLines(group[0]!, width),
    ]),
  ];
}

function numberLines(one: ObservedExplanation, width: Width): readonly string[] {
  const { statement, reading, reachedBy, narrower, chance, place, consistentWith } = one;
  const names = (list: readonly { readonly name: string }[]): string =>
    list
      .slice(0, mostNamed)
      .map(({ name }) => name)
      .join('; ') + (list.length > mostNamed ? `; and ${formatCount(list.length - mostNamed)} more` : '');
  const texts = [
    `${statement} Read ${reading}.`,
    ...(reachedBy.length === 0 ? [] : [`Given by ${names(reachedBy)}.`]),
    ...(narrower.length === 0 ? [] : [`Narrower arithmetic that gives it: ${names(narrower)}.`]),
    ...(place === null ? [] : [placeText(place)]),
    ...(chance === null
      ? []
      : [`By chance ${formatNumber(chance.expected)} of ${counted(chance.tried, 'computation')} (${chance.how}).`]),
  ];
  return [
    ...texts.flatMap((text) => wrapped(text, 4, width)),
    ...(consistentWith.length === 0 ? [] : wrapped(subjectNames(consistentWith), 6, width)),
  ];
}

function placeText({ tried, below, equal, above }: NonNullable<ObservedExplanation['place']>): string {
  return (
    `Of ${formatCount(tried)} random orders, ${formatShare(below)} give less, ${formatShare(equal)} a number that ` +
    `prints so, ${formatShare(above)} more.`
  );
}

/** The scale between the worst case and what orders reach. */
function scaleText({ worstCaseUlp, typicalUlp, reachedUlp, orders, allResults }: ErrorScale): string {
  if (typicalUlp === null) return 'Scale: the exact value is 0 or does not exist, so that errors have no ulp.';
  const worst = worstCaseUlp === null ? 'no bound applies' : `at most ${formatNumber(worstCaseUlp, 4)} in any order`;
  const [least, greatest] = (reachedUlp ?? []).map((ulp) => formatNumber(ulp, 4));
  const reached = reachedUlp === null ? '' : `; ${least} to ${greatest} in ${formatCount(orders)} orders tried`;
  const all = allResults === null ? '' : `; all orders have ${counted(allResults, 'result')}`;
  return `Scale of errors, in ulp: ${worst} (proven); √n·u·P is ${formatNumber(typicalUlp, 4)}${reached}${all}.`;
}
