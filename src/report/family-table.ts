import { html, type Markup } from './markup.ts';
import { octavesAbove } from './octaves-above.ts';
import type { CampaignRowRecord } from './run-record.ts';
import { countText, percentText, shortNumber } from './short-number.ts';

/**
 * What each family of inputs did: outputs of all subjects together, the share of them for which a hypothesis failed, and how near the
 * bound the nearest came, as a bar over powers of two from 2^-12 to 1. The nearest family stands first.
 */
export function familyTable(rows: readonly CampaignRowRecord[]): Markup {
  const families = familiesOf(rows);
  if (families.length === 0) return html``;
  return html`<h2>By family of inputs</h2><div class="scroll"><table><thead><tr><th>family</th><th>outputs</th><th>vacuous</th><th>largest error ÷ bound</th><th></th><th>by</th></tr></thead><tbody>${families.map(
    ({ name, outputs, vacuous, attained, subject }) =>
      html`<tr><td>${name}</td><td class="number">${countText(outputs)}</td><td class="number">${percentText(vacuous / outputs)}</td><td class="number">${shortNumber(attained, 4)}</td><td><span class="bar" style="width:${barWidth(attained)}rem"></span></td><td class="mono">${attained > 0 && subject}</td></tr>`,
  )}</tbody></table></div>`;
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
  return Math.round(octavesAbove(attained) * 100) / 100;
}
