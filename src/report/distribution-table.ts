import { html, type Markup } from './markup.ts';
import { octavesAbove } from './octaves-above.ts';
import type { CampaignRowRecord } from './run-record.ts';
import { countText, percentText, shortNumber } from './short-number.ts';

/**
 * What each distribution of inputs did: outputs of all subjects together, the share of them for which a hypothesis failed, and how near the
 * bound the nearest came, as a bar over powers of two from 2^-12 to 1. The nearest distribution stands first.
 */
export function distributionTable(rows: readonly CampaignRowRecord[]): Markup {
  const distributions = distributionsOf(rows);
  if (distributions.length === 0) return html``;
  return html`<h2>By distribution of inputs</h2><div class="scroll"><table><thead><tr><th>distribution</th><th>outputs</th><th>discarded</th><th>largest error ÷ bound</th><th></th><th>by</th></tr></thead><tbody>${distributions.map(
    ({ name, outputs, discarded, attained, subject }) =>
      html`<tr><td>${name}</td><td class="number">${countText(outputs)}</td><td class="number">${percentText(discarded / outputs)}</td><td class="number">${shortNumber(attained, 4)}</td><td><span class="bar" style="width:${barWidth(attained)}rem"></span></td><td class="mono">${attained > 0 && subject}</td></tr>`,
  )}</tbody></table></div>`;
}

interface DistributionSum {
  readonly name: string;
  readonly outputs: number;
  readonly discarded: number;
  readonly attained: number;
  /** Who attained it. */
  readonly subject: string;
}

function distributionsOf(rows: readonly CampaignRowRecord[]): readonly DistributionSum[] {
  const sums = new Map<string, DistributionSum>();
  for (const { subject, distributions } of rows) {
    for (const [name, { outputs, discarded, attained }] of Object.entries(distributions)) {
      const before = sums.get(name) ?? { name, outputs: 0, discarded: 0, attained: 0, subject };
      sums.set(name, {
        ...{ name, outputs: before.outputs + outputs, discarded: before.discarded + discarded },
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
