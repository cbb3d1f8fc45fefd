import { allClaims } from '../claims/all-claims.ts';
import { openRegistry } from '../engines/registry.ts';
import { lastbitVersion } from '../engines/subjects.ts';
import { runCampaign } from '../fuzz/campaign.ts';
import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { batchSize } from '../inputs/batches.ts';
import type { Benchmark } from './benchmark.ts';
import { measurement, median } from './interleaved.ts';

const cases = 500;
/** How much larger the large batches are. A campaign of them has few shapes. */
const times = 8;
const large = {
  outputs: times * batchSize.outputs,
  cases: times * batchSize.cases,
  singles: times * batchSize.singles,
};

/** What it costs that every batch of a campaign is small and has a shape of its own, and what it brings. */
export const batchSizes: Benchmark = {
  name: 'batch-sizes',
  description:
    `campaigns of ${cases} cases on all engines and claims, from one seed: batches as they are ÷ batches ${times} ` +
    'times as large; distinct (shape, subject) pairs and cases per second of elapsed time, and where the time goes',
  async run({ seed, rounds, progress }) {
    const registry = await openRegistry();
    const runs: Readonly<Record<'small' | 'large', CampaignResult[]>> = { small: [], large: [] };
    const library: number[] = [];
    const libraryMs = (): number => registry.statistics().reduce((sum, { engineMs }) => sum + engineMs, 0);
    const campaign = (size: 'small' | 'large', some: number): Promise<CampaignResult> => {
      const source = randomSource(seed, size === 'large' ? large : {});
      return runCampaign({ subjects: registry.subjects, claims: allClaims, source, cases: some, known: [] });
    };
    try {
      progress.step('bench', 'batch-sizes: starting the engines');
      await campaign('small', 20);
      for (let round = 0; round < Math.min(rounds, 3); round++)
        for (const size of ['small', 'large'] as const) {
          progress.step('bench', `batch-sizes: ${size} batches, round ${round + 1}`);
          const before = libraryMs();
          const result = await campaign(size, cases);
          runs[size].push(result);
          if (size === 'small') library.push((libraryMs() - before) / result.elapsedMs);
        }
    } finally {
      await registry.close();
    }
    const pairs = [runs.small.map(pairsPerSecond), runs.large.map(pairsPerSecond)] as const;
    const rates = [runs.small.map(casesPerSecond), runs.large.map(casesPerSecond)] as const;
    return {
      measurements: [
        measurement('small batches', 'shape-subject pairs/s', pairs[0]),
        measurement('large batches', 'shape-subject pairs/s', pairs[1]),
        measurement('small batches', 'cases/s', rates[0]),
        measurement('large batches', 'cases/s', rates[1]),
        // Several engines work at once, so this may exceed 1.
        measurement('small: in the libraries, added up', 'of the elapsed time', library),
        measurement(
          'small: only waiting for engines',
          'of the elapsed time',
          runs.small.map(({ waitedMs, elapsedMs }) => waitedMs / elapsedMs),
        ),
      ],
      comparisons: [
        { name: 'pairs per second, small ÷ large', ratio: median(pairs[0]) / median(pairs[1]) },
        { name: 'cases per second, small ÷ large', ratio: median(rates[0]) / median(rates[1]) },
      ],
      unmeasured: [],
      versions: { lastbit: lastbitVersion },
    };
  },
};

const seconds = ({ elapsedMs }: CampaignResult): number => elapsedMs / 1000;
const casesPerSecond = (result: CampaignResult): number => result.cases / seconds(result);

function pairsPerSecond(result: CampaignResult): number {
  const shapes = Object.values(result.coverage.subjects);
  return shapes.reduce((sum, count) => sum + count, 0) / seconds(result);
}
