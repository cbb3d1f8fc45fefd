import type { Explanation, OutputExplanation, ResultRow } from '../../src/explain/explanation.ts';
import type { ObservedExplanation, ObservedVerdict } from '../../src/explain/observed-records.ts';
import { withInfinitySign } from '../../src/float/decimal.ts';
import { counted, formatCount, formatNumber, formatShare } from '../../src/text/numbers.ts';
import { h, scrolling } from './dom.ts';
import type { Explained } from './messages.ts';
import { letterOf, picture } from './picture.ts';

type Tone = 'good' | 'bad' | 'open';

const verdicts: Readonly<Record<ObservedVerdict, readonly [Tone, string]>> = {
  reached: ['good', 'Right, up to rounding'],
  'within-reach': ['good', 'Right, up to rounding'],
  'outside-reach': ['open', 'Unlikely, but rounding allows it'],
  'no-rounding': ['bad', 'No rounding explains it'],
  impossible: ['bad', 'Not possible'],
  due: ['good', 'Due in every order'],
  possible: ['good', 'Possible in some orders'],
  'not-due': ['bad', 'Not due in any order'],
  undecided: ['open', 'Undecided'],
};

/** The answer first, then the evidence. */
export function explainedView({ explanation, conclusion, names }: Explained): readonly HTMLElement[] {
  const { output } = explanation;
  const drawing = picture(output);
  return [
    ...(output.observed.length === 0
      ? []
      : [h('h2', { class: 'headline' }, headline(output.observed)), verdictList(output.observed)]),
    h('p', { class: 'conclusion' }, withoutDigits(conclusion)),
    ...(drawing === undefined ? [] : [part('All results that rounding can give', drawing)]),
    part('The exact value', ...exactView(output)),
    part('What each way of summing gives', ...resultsView(output, names)),
    ...(output.observed.length === 0 ? [] : [part('Who prints these numbers', ...output.observed.map(whoView))]),
    ...(output.recipes.length === 0 ? [] : [part('How to make them equal', ...recipesView(explanation))]),
  ];
}

const part = (title: string, ...children: readonly HTMLElement[]): HTMLElement =>
  h('section', { class: 'part' }, h('h2', {}, title), ...children);

/** The conclusion speaks of subjects; here they are ways of summing. */
const withoutDigits = (text: string): string => text.replace(/\s+/g, ' ');

/** The answer to all numbers in one line. */
function headline(observed: readonly ObservedExplanation[]): string {
  const count = (tone: Tone): number => observed.filter(({ verdict }) => verdicts[verdict][0] === tone).length;
  const [all, good, bad] = [observed.length, count('good'), count('bad')];
  if (all === 1)
    return good === 1
      ? 'Your number is right, up to rounding.'
      : bad === 1
        ? 'Rounding does not explain your number.'
        : 'Rounding allows your number, but no order tried gives it.';
  const are = (number: number): string => `${number} ${number === 1 ? 'is' : 'are'}`;
  if (good === all)
    return all === 2 ? 'Both numbers are right, up to rounding.' : `All ${all} numbers are right, up to rounding.`;
  if (bad === all) return `Rounding explains none of the ${all} numbers.`;
  const rest = all - good - bad;
  const parts = [
    ...(good > 0 ? [`${are(good)} right, up to rounding`] : []),
    ...(bad > 0 ? [`rounding does not explain ${bad}`] : []),
    ...(rest > 0 ? [`${are(rest)} unlikely or undecided`] : []),
  ];
  return `Of ${all} numbers, ${parts.join('; ')}.`;
}

function verdictList(observed: readonly ObservedExplanation[]): HTMLElement {
  const items = observed.map(({ name, printed, verdict, answer }, index) => {
    const [tone, words] = verdicts[verdict];
    return h(
      'li',
      { class: `verdict ${tone}`, 'data-verdict': verdict },
      h('h3', {}, h('span', { class: 'letter', 'aria-hidden': 'true' }, letterOf(index)), name),
      h('p', { class: 'figure' }, withInfinitySign(printed)),
      h('p', {}, h('span', { class: `badge ${tone}` }, words), sentence(answer, name, printed)),
    );
  });
  return h('ol', { class: 'verdicts' }, ...items);
}

/** The answer of `lastbit explain` without the name and the number, which stand above it. */
function sentence(answer: string, name: string, printed: string): string {
  const rest = answer.startsWith(`${name}, ${printed}, `) ? answer.slice(`${name}, ${printed}, `.length) : answer;
  return rest === answer ? answer : `It ${rest}`;
}

function exactView({ exact, terms, nonZeroTerms, condition, unitErrorUlp, scale }: OutputExplanation): HTMLElement[] {
  if (exact.because !== null) return [h('p', {}, `There is none: ${exact.because}.`)];
  const facts: readonly (readonly [string, string])[] = [
    ['as a binary fraction', exact.dyadic ?? '–'],
    ['terms', nonZeroTerms === terms ? String(terms) : `${terms}, ${nonZeroTerms} of them not 0`],
    ['condition Σ|x·y| ÷ |Σx·y|', formatNumber(condition, 5)],
    ['u·P, in ulp', formatNumber(unitErrorUlp, 4)],
    ['bound of any order, in ulp', formatNumber(scale.worstCaseUlp, 4)],
    [
      'reached by orders, in ulp',
      scale.reachedUlp === null ? '–' : scale.reachedUlp.map((x) => formatNumber(x, 4)).join(' to '),
    ],
  ];
  return [
    h('p', { class: 'digits' }, exact.decimal),
    h('dl', { class: 'facts' }, ...facts.map(([name, value]) => h('div', {}, h('dt', {}, name), h('dd', {}, value)))),
    h('p', { class: 'note' }, 'u = 2⁻²⁴ is half an ulp of 1 in float32; P is the sum of the absolute products.'),
  ];
}

/** Ways of summing with the same result share a line. */
function resultsView(output: OutputExplanation, names: Explained['names']): HTMLElement[] {
  return (['binary32', 'binary64'] as const).flatMap((format) => {
    const groups = new Map<string, ResultRow[]>();
    for (const row of output.results) {
      if (row.format !== format || row.outcome.kind !== 'value') continue;
      const key = `${row.bits} ${row.boundUlp} ${row.withinBound}`;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    if (groups.size === 0) return [];
    const rows = [...groups.values()].sort((a, b) => Math.abs(a[0]!.errorUlp ?? 0) - Math.abs(b[0]!.errorUlp ?? 0));
    const heads = ['computed by', 'result', 'bits', 'error, ulp', '÷ u·P', '÷ bound'];
    const name = format === 'binary32' ? 'Results in float32' : 'Results in float64';
    return [
      scrolling(
        name,
        h(
          'table',
          { class: 'stack' },
          h('caption', {}, name),
          h(
            'thead',
            {},
            h('tr', {}, ...heads.map((head, i) => h('th', { scope: 'col', class: i > 2 ? 'number' : '' }, head))),
          ),
          h('tbody', {}, ...rows.map((group) => resultRow(group, output.observed, names))),
        ),
      ),
    ];
  });
}

function resultRow(
  group: readonly ResultRow[],
  observed: readonly ObservedExplanation[],
  names: Explained['names'],
): HTMLElement {
  const [{ shortest, bits, signedErrorUlp, errorUlp, errorOverUP, boundUlp }] = group as [ResultRow];
  const letters = observed.flatMap(({ consistentWith }, index) =>
    group.some(({ subject }) => consistentWith.includes(subject)) ? [letterOf(index)] : [],
  );
  const words = group.map(({ subject }) => names[subject] ?? subject);
  const [first, ...others] = words as [string, ...string[]];
  const more =
    others.length === 0
      ? undefined
      : h(
          'details',
          {},
          h('summary', {}, `and ${counted(others.length, 'more')}`.replace(/mores$/, 'more')),
          h('ul', { class: 'plain' }, ...others.map((one) => h('li', {}, one))),
        );
  const ratio = errorUlp === null || boundUlp === null || boundUlp === 0 ? '–' : formatNumber(errorUlp / boundUlp, 3);
  return h(
    'tr',
    letters.length > 0 ? { class: 'seen-here' } : {},
    h(
      'td',
      { class: 'words' },
      ...letters.map((letter) => h('span', { class: 'letter', title: `prints as ${letter}` }, letter)),
      first,
      more,
    ),
    h('td', { class: 'mono' }, withInfinitySign(shortest ?? '–')),
    h('td', { class: 'mono', 'data-head': 'bits' }, bits ?? '–'),
    h('td', { class: 'number', 'data-head': 'error, ulp' }, formatNumber(signedErrorUlp, 4)),
    h('td', { class: 'number', 'data-head': '÷ u·P' }, formatNumber(errorOverUP)),
    h('td', { class: 'number', 'data-head': '÷ bound' }, ratio),
  );
}

const mostNamed = 8;

function whoView(
  { name, printed, statement, reading, reachedBy, narrower, place, chance }: ObservedExplanation,
  index: number,
): HTMLElement {
  const list = (title: string, all: readonly { readonly name: string }[]) =>
    all.length === 0
      ? undefined
      : [
          h('p', {}, title),
          h(
            'ul',
            { class: 'plain' },
            ...all.slice(0, mostNamed).map((one) => h('li', {}, one.name)),
            all.length > mostNamed ? h('li', {}, `and ${all.length - mostNamed} more`) : undefined,
          ),
        ];
  return h(
    'div',
    {},
    h('h3', {}, h('span', { class: 'letter', 'aria-hidden': 'true' }, letterOf(index)), `${name}: ${printed}`),
    h('p', {}, `${statement} Read ${reading}.`),
    ...(list('Given by', reachedBy) ?? []),
    ...(list('Narrower arithmetic that gives it', narrower) ?? []),
    place === null
      ? undefined
      : h(
          'p',
          { class: 'note' },
          `Of ${formatCount(place.tried)} random orders, ${formatShare(place.below)} give less, ` +
            `${formatShare(place.equal)} a number that prints so, ${formatShare(place.above)} more.`,
        ),
    chance === null
      ? undefined
      : h(
          'p',
          { class: 'note' },
          `By chance ${formatNumber(chance.expected)} of ${counted(chance.tried, 'computation')} would match ` +
            `(${chance.how}).`,
        ),
  );
}

function recipesView({ output: { recipes } }: Explanation): HTMLElement[] {
  const rows = recipes.map(({ name, equal, tried, ways, guarantee }) =>
    h(
      'tr',
      {},
      h('td', { class: 'words' }, h('b', {}, name), h('div', { class: 'more' }, ways.join(' | '))),
      h('td', { class: 'number' }, `${formatShare(equal / tried)}`),
      h('td', { class: 'words' }, guarantee),
    ),
  );
  const heads = ['recipe', 'equal', 'guarantee'];
  const tried = recipes[0]?.tried ?? 0;
  return [
    scrolling(
      'How to make two computations equal',
      h(
        'table',
        {},
        h('thead', {}, h('tr', {}, ...heads.map((head) => h('th', { scope: 'col' }, head)))),
        h('tbody', {}, ...rows),
      ),
    ),
    h(
      'p',
      { class: 'note' },
      `Equal: the share of ${formatCount(tried)} random inputs of this shape on which both ways give the same bits.`,
    ),
  ];
}
