import type { ObservedExplanation, OutputExplanation, ResultRow } from '../explain/explanation.ts';
import { seedCallsToday, seedObserved } from '../explain/seed-case.ts';
import { formatCount, formatNumber } from './format-number.ts';
import { wrapped } from './format-text.ts';

/** The question of 2018 answered in a few lines, from the calls of then made again today; nothing for other cases. */
export function answerLines({ observed, results, exact }: OutputExplanation): readonly string[] {
  const answers = seedObserved.flatMap(({ name }, index) => {
    const number = observed.find((one) => one.name === name);
    const row = results.find(({ subject }) => subject === seedCallsToday[index]);
    return number === undefined || row === undefined ? [] : answer(number, row);
  });
  if (answers.length === 0 || exact.because !== null) return [];
  const asked = results.filter(({ subject }) => seedCallsToday.includes(subject));
  const fair = asked.every(({ withinBound }) => withinBound === true)
    ? ' None of these is wrong: each is within what rounding in some order may do.'
    : '';
  return [
    '',
    'In short',
    ...answers,
    ...wrapped(`The right value is ${exact.decimal}.${fair}`, 2),
    ...wrapped(
      'To make them equal to the last bit, sum in the same order with the same roundings on both sides, or round the exact value once.',
      2,
    ),
  ];
}

function answer({ name, printed, consistentWith }: ObservedExplanation, row: ResultRow): readonly string[] {
  const { subject, format, explainedBy, signedErrorUlp, errorUlp, boundUlp } = row;
  if (row.outcome.kind !== 'value')
    return wrapped(`${name}: ${printed}. ${subject} is ${row.outcome.kind}: ${row.outcome.reason}.`, 2);
  const same = consistentWith.includes(subject) ? 'gives this number today' : `gives ${row.shortest} today`;
  const best = explainedBy.filter(({ agreed, tried }) => agreed === tried);
  const how =
    best.length === 0
      ? 'in an order that is none of ours'
      : `summed as ${best.map(({ order }) => order).join(' or ')} (${formatCount(best[0]?.tried ?? 0)} random cases, each the same to the last bit)`;
  const share =
    errorUlp === null || boundUlp === null ? '' : `, ${formatNumber((errorUlp / boundUlp) * 100, 2)} % of its bound`;
  const off =
    signedErrorUlp === 0 ? 'It is the exact value' : `It is ${formatNumber(signedErrorUlp, 4)} ulp off${share}`;
  return wrapped(`${name}: ${printed}. ${subject} ${same}: ${format}, ${how}. ${off}.`, 2);
}
