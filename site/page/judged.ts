import type { AnswerJudgement, ArrayVerdict } from '../../src/arrays/judgement.ts';
import { withInfinitySign } from '../../src/float/decimal.ts';
import { computedText, exactText, placeText } from '../../src/text/judgement-values.ts';
import { formatCount, formatNumber } from '../../src/text/numbers.ts';
import { h, scrolling } from './dom.ts';
import { heatMap } from './heat-map.ts';
import type { Judged } from './messages.ts';

const verdicts: Readonly<Record<ArrayVerdict, readonly [tone: string, words: string]>> = {
  rounding: ['good', 'Right, up to rounding'],
  narrower: ['open', 'Narrower arithmetic'],
  defect: ['bad', 'A defect, no rounding'],
  'not-judged': ['open', 'Not judged'],
};

/** The verdict on arrays, then where the errors are. */
export function judgedView({ judgement, maps }: Judged): readonly HTMLElement[] {
  const { answer, outputs, comparisons, reading } = judgement;
  return [
    ...(outputs.length > 1 ? [h('p', { class: 'conclusion' }, answer)] : []),
    h('ol', { class: 'verdicts' }, ...outputs.map(verdictItem)),
    ...outputs.map((one, index) => {
      const map = maps[index];
      return h(
        'section',
        { class: 'part' },
        h('h2', {}, outputs.length > 1 ? `Where the errors of ${one.name} are` : 'Where the errors are'),
        map === undefined ? undefined : heatMap(map, one.name),
        worstTable(one),
      );
    }),
    ...comparisons.map(({ names, answer: text, largestDifference }) =>
      h(
        'section',
        { class: 'part' },
        h('h2', {}, `${names[0]} beside ${names[1]}`),
        h('p', {}, text),
        largestDifference === null
          ? undefined
          : h(
              'p',
              { class: 'note' },
              `The largest difference is at ${placeText(largestDifference.place)}: ` +
                `${largestDifference.computed.map((x) => withInfinitySign(String(x))).join(' and ')}.`,
            ),
      ),
    ),
    h(
      'section',
      { class: 'part' },
      h('h2', {}, 'How the arrays were read'),
      ...reading.map((text) => h('p', { class: 'note' }, text)),
    ),
  ];
}

function verdictItem({ name, verdict, answer, notes, faults, places }: AnswerJudgement): HTMLElement {
  const [tone, words] = verdicts[verdict];
  const faultTexts = faults.map(
    ({ words: what, tried, explained }) =>
      `${what} (explains ${formatCount(explained)} of ${formatCount(tried)} wrong outputs tried)`,
  );
  return h(
    'li',
    { class: `verdict ${tone}`, 'data-verdict': verdict },
    h('h3', {}, name),
    h('p', {}, h('span', { class: `badge ${tone}` }, words), answer),
    ...notes.map((note) => h('p', { class: 'note' }, note)),
    faultTexts.length === 0 ? undefined : h('p', {}, `What it looks like: ${faultTexts.join('; ')}.`),
    places.length === 0 ? undefined : h('p', {}, `Wrong outputs: ${places.join('; ')}.`),
  );
}

function worstTable({ name, worst, type, correctlyRounded, outputs }: AnswerJudgement): HTMLElement {
  if (worst.length === 0) return h('p', {}, 'No output was judged.');
  if (correctlyRounded === outputs) return h('p', {}, 'Every output is the exact value rounded once.');
  const rows = worst.map((element) =>
    h(
      'tr',
      {},
      h('td', { class: 'place' }, placeText(element.place)),
      h('td', { class: 'number' }, formatNumber(Number(element.errorOverBound), 3)),
      h('td', { class: 'number' }, formatNumber(Number(element.errorUlp), 4)),
      h('td', { class: 'mono' }, computedText(element.computed, type)),
      h('td', { class: 'mono' }, exactText(element.exact, type)),
    ),
  );
  const heads = ['output', 'error ÷ bound', 'error, ulp', 'computed', 'exact'];
  return scrolling(
    `The worst outputs of ${name}`,
    h(
      'table',
      {},
      h('caption', {}, 'The worst outputs'),
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          ...heads.map((head, i) => h('th', { scope: 'col', class: i === 1 || i === 2 ? 'number' : '' }, head)),
        ),
      ),
      h('tbody', {}, ...rows),
    ),
  );
}
