import { formatCount, formatNumber, formatShare } from '../text/numbers.ts';
import { html, type Markup } from './markup.ts';
import { octavesAbove } from './octaves-above.ts';
import type { CampaignRowRecord } from './run-record.ts';

/**
 * What each distribution of inputs did: outputs of all subjects together, the share of them for which a hypothesis failed,
 * and how near the bound the nearest came, as a bar over powers of two from 2^-12 to 1. The nearest distribution stands
 * first; those where it is 0 share a line below.
 */
export function distributionTable(rows: readonly CampaignRowRecord[]): Markup {
  const distributions = distributionsOf(rows);
  if (distributions.length === 0) return html``;
  const wrong = distributions.filter(({ attained }) => attained > 0);
  const several = new Set(rows.map(({ subject }) => subject)).size > 1;
  return html`<h4>By distribution of inputs</h4>${
    wrong.length > 0 &&
    html`<div class="scroll"><table class="counts distributions"><thead><tr><th>distribution</th><th>error ÷ bound</th><th></th><th>outputs</th><th>discarded</th>${several && html`<th>by</th>`}</tr></thead><tbody>${wrong.map(
      ({ name, outputs, discarded, attained, subject }) =>
        html`<tr><td>${name}</td><td>${formatNumber(attained, 4)}</td><td><i class="share" style="width:${barWidth(attained)}rem"></i></td><td>${formatCount(outputs)}</td><td>${formatShare(discarded / outputs)}</td>${several && html`<td>${subject}</td>`}</tr>`,
    )}</tbody></table></div>`
  }${withoutError(distributions.filter(({ attained }) => attained === 0))}`;
}

function withoutError(distributions: readonly DistributionSum[]): Markup | false {
  const texts = distributions.map(
    ({ name, outputs, discarded }) =>
      `${name} (${formatCount(outputs)}${discarded > 0 ? `, ${formatShare(discarded / outputs)} discarded` : ''})`,
  );
  return texts.length > 0 && html`<p class="note">Largest error ÷ bound 0: ${texts.join(', ')}.</p>`;
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
  return Math.round(octavesAbove(attained) * 10) / 10;
}
