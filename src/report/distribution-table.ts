import type { CampaignRow } from '../fuzz/campaign-records.ts';
import { formatCount, formatNumber, formatShare } from '../text/numbers.ts';
import { octavesAbove } from './axes.ts';
import { html, type Markup } from './markup.ts';

/**
 * The outputs of each distribution of inputs over all subjects, the share that was discarded, and the largest error ÷
 * bound, as a bar over powers of two from 2^-12 to 1. The largest comes first; distributions with 0 share one line
 * below.
 */
export function distributionTable(rows: readonly CampaignRow[]): Markup {
  const distributions = distributionsOf(rows);
  if (distributions.length === 0) return html``;
  const wrong = distributions.filter(({ attained }) => attained > 0);
  const shown = wrong.slice(0, mostShown);
  const several = new Set(rows.map(({ subject }) => subject)).size > 1;
  return html`<h4>By distribution of inputs</h4>${
    wrong.length > 0 &&
    html`<div class="scroll"><table class="counts distributions stack"><thead><tr><th>distribution</th>
<th>error ÷ bound</th><th></th><th>outputs</th><th>discarded</th>${several && html`<th>by</th>`}</tr></thead><tbody>
${shown.map(
  ({ name, outputs, discarded, attained, subject }) =>
    html`<tr><td>${name}</td><td>${formatNumber(attained, 4)}</td>
<td><i class="share" style="width:${barWidth(attained)}rem"></i></td><td>${formatCount(outputs)}</td><td>${formatShare(discarded / outputs)}</td>${several && html`<td>${subject}</td>`}</tr>`,
)}</tbody></table></div>`
  }${
    wrong.length > shown.length &&
    html`<p class="note">${wrong.length - shown.length} more, up to ${formatNumber(wrong[mostShown]!.attained)}.</p>`
  }${withoutError(distributions.filter(({ attained }) => attained === 0))}`;
}

/** The distributions that came nearest; more would tell little. */
const mostShown = 6;

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
  /** The subject with this ratio. */
  readonly subject: string;
}

function distributionsOf(rows: readonly CampaignRow[]): readonly DistributionSum[] {
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
