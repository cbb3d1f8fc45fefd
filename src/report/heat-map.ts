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
 * title of a cell is error ÷ bound, and its verdict where it is bad; the name of a claim leads to its section.
 * Rows are implementations, because there are more of them than claims: so the table fits a phone.
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
      names.map((name) => ({ name: html`${withoutEngine(name)}`, key: name })),
      (row) => row.subject,
      counterexampleOf,
      true,
    )}</div></details>`,
  )}</div></div>`;
}

const engineOf = (subject: string): string => subject.split('/')[0]!;
const withoutEngine = (subject: string): string => subject.slice(subject.indexOf('/') + 1);
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
  isDetail: boolean = false,
): Markup {
  const claims = [...new Set(rows.map(({ claim }) => claim))];
  const byPlace = grouped(rows, (row) => `${row.claim} ${keyOf(row)}`);
  // The table above it leads to the claims already.
  const head = claims.map((claim) =>
    isDetail
      ? html`<th scope="col"><span>${claim}</span></th>`
      : html`<th scope="col"><a href="#${claimAnchor(claim)}"><span>${claim}</span></a></th>`,
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
  const shaded = look === 'holds' || look === 'vacuous' ? `${look[0]}${octaves}` : look;
  const alike = rows.filter(({ verdict }) => verdict === worst.verdict).length;
  // The head of its line names the engine, and the subject of a single row.
  const so = alike < rows.length ? `; so ${alike} of ${rows.length}` : '';
  const said = heatTitle(worst);
  const title = rows.length > 1 && said !== '' ? `${withoutEngine(worst.subject)}: ${said}${so}` : said;
  const id = look === 'defect' || look === 'wrong' || look === 'refuted' ? counterexampleOf(worst) : undefined;
  return id === undefined
    ? html`<td class="${shaded}"${title !== '' && html` title="${title}"`}></td>`
    : html`<td class="${shaded}"><a href="#${id}" title="${title}"></a></td>`;
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
  // The colour says these two, and the table of the claim in words.
  const isPlain = verdict === 'holds' || verdict === 'vacuous';
  const ratio = outputs === 0 || attained === 0 ? [] : [formatNumber(attained)];
  return [...(isPlain ? [] : [verdict]), ...ratio].join(', ');
}

/**
 * The rules of the shades, from 2^-12 to the bound itself: h0 to h12 for what holds, v0 to v12 for what is vacuous. A
 * page has thousands of these cells, hence the short names.
 */
export const heatShades: string = Array.from(
  { length: mostOctaves + 1 },
  (_, octaves) => `.h${octaves},.v${octaves}{--heat:${Math.round(8 + (92 * octaves) / mostOctaves)}%}`,
).join('');

/** The legend of the colours. */
export const heatLegend: Markup = html`<p class="legend"><span class="h0"></span>holds, error ÷ bound up to 2⁻¹²
<span class="h6"></span>2⁻⁶ <span class="h12"></span>the bound itself
<span class="v6"></span>mostly discarded <span class="refuted"></span>not so (a claim refuted, a behaviour not
observed) <span class="defect"></span>recorded defect <span class="wrong"></span>violated or failed
<span class="absent"></span>missing or nothing judged</p>`;
