import { html, type Markup } from './markup.ts';
import { octavesAbove } from './octaves-above.ts';
import type { CampaignRowRecord } from './run-record.ts';
import { countText, percentText, shortNumber } from './short-number.ts';

/**
 * What each family of inputs did: outputs of all subjects together, the share of them for which a hypothesis failed,
 * and how near the bound the nearest came, as a bar over powers of two from 2^-12 to 1. The nearest family stands
 * first; those where it is 0 share a line below.
 */
export function familyTable(rows: readonly CampaignRowRecord[]): Markup {
  const families = familiesOf(rows);
  if (families.length === 0) return html``;
  const wrong = families.filter(({ attained }) => attained > 0);
  const several = new Set(rows.map(({ subject }) => subject)).size > 1;
  return html`<h4>By family of inputs</h4>${
    wrong.length > 0 &&
    html`<div class="scroll"><table class="counts families"><thead><tr><th>family</th><th>error ÷ bound</th><th></th><th>outputs</th><th>vacuous</th>${several && html`<th>by</th>`}</tr></thead><tbody>${wrong.map(
      ({ name, outputs, vacuous, attained, subject }) =>
        html`<tr><td>${name}</td><td>${shortNumber(attained, 4)}</td><td><i class="share" style="width:${barWidth(attained)}rem"></i></td><td>${countText(outputs)}</td><td>${percentText(vacuous / outputs)}</td>${several && html`<td>${subject}</td>`}</tr>`,
    )}</tbody></table></div>`
  }${withoutError(families.filter(({ attained }) => attained === 0))}`;
}

function withoutError(families: readonly FamilySum[]): Markup | false {
  const texts = families.map(
    ({ name, outputs, vacuous }) =>
      `${name} (${countText(outputs)}${vacuous > 0 ? `, ${percentText(vacuous / outputs)} vacuous` : ''})`,
  );
  return texts.length > 0 && html`<p class="note">Largest error ÷ bound 0: ${texts.join(', ')}.</p>`;
}

interface FamilySum {
  readonly name: string;
  readonly outputs: number;
  readonly vacuous: number;
  readonly attained: number;
  /** Who attained it. */
  readonly subject: string;
}

function familiesOf(rows: readonly CampaignRowRecord[]): readonly FamilySum[] {
  const sums = new Map<string, FamilySum>();
  for (const { subject, families } of rows) {
    for (const [name, { outputs, vacuous, attained }] of Object.entries(families)) {
      const before = sums.get(name) ?? { name, outputs: 0, vacuous: 0, attained: 0, subject };
      sums.set(name, {
        ...{ name, outputs: before.outputs + outputs, vacuous: before.vacuous + vacuous },
        ...(attained > before.attained
          ? { attained, subject }
          : { attained: before.attained, subject: before.subject }),
      });
    }
  }
  return [...sums.values()]
    .filter(({ outputs }) => outputs > 0)
    .sort((one, other) => other.attained - one.attained || one.name.localeCompare(other.name));
}

function barWidth(attained: number): number {
  return Math.round(octavesAbove(attained) * 10) / 10;
}
