import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { grouped } from '../text/layout.ts';
import { formatNumber } from '../text/numbers.ts';
import { algorithmName } from '../text/subject-names.ts';
import { mostOctaves, octavesAbove } from './axes.ts';
import { claimAnchor } from './claim-outcome.ts';
import { html, type Markup } from './markup.ts';

/** The `id` of the counterexample that a row has on the page, if any. */
export type CounterexampleOf = (row: CampaignRow) => string | undefined;

/**
 * Implementations × claims as a table of small cells: the larger error ÷ bound, the darker. Violations, failures and
 * known defects have a colour of their own, and lead to their counterexample. Blank: the claim does not apply. The
 * title of a cell is its verdict; the name of a claim leads to its section. Rows are implementations, because there are
 * more of them than claims: so the table fits a phone.
 */
export function heatMap(
  rows: readonly CampaignRow[],
  subjects: readonly string[],
  counterexampleOf: CounterexampleOf = () => undefined,
): Markup {
  return heatTable(
    rows.filter(({ subject }) => subjects.includes(subject)),
    subjects.map((subject) => ({ name: html`${algorithmName(subject)}`, key: subject })),
    (row) => row.subject,
    counterexampleOf,
  );
}

/** One row for each engine, the worst of its subjects in each cell; below it, folded, the table of its subjects. */
export function heatByEngine(
  rows: readonly CampaignRow[],
  subjects: readonly string[],
  counterexampleOf: CounterexampleOf,
): Markup {
  const engines = grouped(subjects, engineOf);
  const overview = [...engines].map(([engine, names]) => ({
    name: html`<a href="#${engineAnchor(engine)}">${engine}</a> <small>${names.length}</small>`,
    key: engine,
  }));
  const foreign = rows.filter(({ subject }) => subjects.includes(subject));
  return html`<div class="beside">${heatTable(foreign, overview, (row) => engineOf(row.subject), counterexampleOf)}<div class="folds">${[
    ...engines,
  ].map(
    ([
      engine,
      names,
    ]) => html`<details><summary>${engine}, ${names.length} ${names.length === 1 ? 'subject' : 'subjects'}</summary>
<div id="${engineAnchor(engine)}">${heatTable(
      foreign.filter(({ subject }) => engineOf(subject) === engine),
      names.map((name) => ({ name: html`${name.slice(engine.length + 1)}`, key: name })),
      (row) => row.subject,
      counterexampleOf,
    )}</div></details>`,
  )}</div></div>`;
}

const engineOf = (subject: string): string => subject.split('/')[0]!;
const engineAnchor = (engine: string): string => `engine-${engine.replace(/[^\w-]/g, '-')}`;

/** More names than this are counted, and stand below when the count is opened. */
const mostNamed = 3;

interface HeatRow {
  readonly name: Markup;
  readonly key: string;
}

function heatTable(
  rows: readonly CampaignRow[],
  lines: readonly HeatRow[],
  keyOf: (row: CampaignRow) => string,
  counterexampleOf: CounterexampleOf,
): Markup {
  const claims = [...new Set(rows.map(({ claim }) => claim))];
  const byPlace = grouped(rows, (row) => `${row.claim} ${keyOf(row)}`);
  const head = claims.map(
    (claim) => html`<th scope="col"><a href="#${claimAnchor(claim)}"><span>${claim}</span></a></th>`,
  );
  const drawn = lines.map(({ name, key }) => ({
    name,
    cells: html`${cells(
      claims.map((claim) => byPlace.get(`${claim} ${key}`)),
      counterexampleOf,
    )}`,
  }));
  const alike = grouped(drawn, (line) => line.cells.markup);
  return html`<div class="scroll"><table class="heat"><thead><tr><td></td>${head}</tr></thead><tbody>${[
    ...alike.values(),
  ].map(
    (same) => html`<tr><th scope="row">${namesOf(same.map(({ name }) => name))}</th>${same[0]!.cells}</tr>`,
  )}</tbody></table></div>`;
}

/** Lines with the same cells are one: a few names, or the first and the others when the count is opened. */
function namesOf([first, ...others]: readonly Markup[]): Markup {
  const rest = html`${others.map((name) => html`, ${name}`)}`;
  if (others.length < mostNamed) return html`${first}${rest}`;
  return html`<details class="small"><summary>${first} and ${others.length} alike</summary>${others.map((name, at) => html`${at > 0 && ', '}${name}`)}</details>`;
}

/** A cell for each group of rows, and one for each run of blanks. */
function cells(
  groups: readonly (readonly CampaignRow[] | undefined)[],
  counterexampleOf: CounterexampleOf,
): readonly Markup[] {
  return groups.flatMap((group, index) => {
    if (group !== undefined) return [heatCell(group, counterexampleOf)];
    if (index > 0 && groups[index - 1] === undefined) return [];
    const next = groups.findIndex((one, place) => place > index && one !== undefined);
    return [html`<td colspan="${(next === -1 ? groups.length : next) - index}"></td>`];
  });
}

function heatCell(rows: readonly CampaignRow[], counterexampleOf: CounterexampleOf): Markup {
  const worst = rows.reduce((one, other) => (badness(other) > badness(one) ? other : one));
  const { look, octaves } = heatOf(worst);
  const shade = look === 'holds' || look === 'vacuous' ? ` o${octaves}` : '';
  const alike = rows.filter(({ verdict }) => verdict === worst.verdict).length;
  // The head of its line names the subject of a single row.
  const title =
    rows.length > 1 ? `${worst.subject}: ${heatTitle(worst)}; so ${alike} of ${rows.length}` : heatTitle(worst);
  const id = look === 'defect' || look === 'wrong' || look === 'refuted' ? counterexampleOf(worst) : undefined;
  return id === undefined
    ? html`<td class="${look}${shade}" title="${title}"></td>`
    : html`<td class="${look}"><a href="#${id}" title="${title}" aria-label="${title}"></a></td>`;
}

const looks = ['absent', 'vacuous', 'holds', 'refuted', 'defect', 'wrong'];

function badness(row: CampaignRow): number {
  const { look, octaves } = heatOf(row);
  return looks.indexOf(look) * (mostOctaves + 1) + octaves;
}

/** How a cell looks. Octaves: 0 if error ÷ bound is at most 2^-12, 12 if it is 1. */
export function heatOf({ verdict, alarm, attained, outputs }: CampaignRow): {
  readonly look: string;
  readonly octaves: number;
} {
  if (verdict === 'missing' || (verdict === 'vacuous' && outputs === 0)) return { look: 'absent', octaves: 0 };
  if (verdict === 'violated' || verdict === 'failed')
    return { look: alarm ? 'wrong' : 'refuted', octaves: mostOctaves };
  if (verdict === 'known-defect') return { look: 'defect', octaves: mostOctaves };
  return { look: verdict, octaves: Math.round(octavesAbove(attained)) };
}

function heatTitle({ verdict, attained, outputs }: CampaignRow): string {
  const ratio = outputs === 0 ? '' : `, ${formatNumber(attained, 4)} of its bound`;
  return `${verdict}${ratio}`;
}

/** The rules of the shades, from 2^-12 to the bound itself. */
export const heatShades: string = Array.from(
  { length: mostOctaves + 1 },
  (_, octaves) => `.o${octaves}{--heat:${Math.round(8 + (92 * octaves) / mostOctaves)}%}`,
).join('');

/** The legend of the colours. */
export const heatLegend: Markup = html`<p class="legend"><span class="holds o0"></span>holds, error ÷ bound up to 2⁻¹²
<span class="holds o6"></span>2⁻⁶ <span class="holds o12"></span>the bound itself
<span class="vacuous o6"></span>mostly discarded <span class="refuted"></span>not so (a claim refuted, a behaviour not
observed) <span class="defect"></span>recorded defect <span class="wrong"></span>violated or failed
<span class="absent"></span>missing or nothing judged</p>`;
