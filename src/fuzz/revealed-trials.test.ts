import { expect, test } from 'vitest';
import { dotHeight } from '../claims/dot-height.ts';
import { dotWide } from '../claims/dot-wide.ts';
import type { ConvShape } from '../conv/shape.ts';
import type { Subject } from '../engines/engine.ts';
import { typical } from '../generate/families/typical.ts';
import { randomBatch } from '../generate/random-batch.ts';
import { rngOf } from '../generate/rng.ts';
import { runCampaign } from './campaign.ts';
import type { CaseSource } from './case-source.ts';
import { loops, plantedEngine } from './planted/planted-engine.ts';

const shape: ConvShape = {
  ...{ batch: 1, height: 4, width: 4, channelsIn: 1, channelsOut: 1, kernelHeight: 3, kernelWidth: 3 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid' },
};
const count = 37;
const source: CaseSource = {
  seed: 1,
  batch: (index) => ({ family: typical.name, batch: randomBatch(rngOf(1, `${index}`), typical, shape, count) }),
};

test('an engine is held to the bound of its revealed tree, and one that leaves it violates dot-height', async () => {
  const right = plantedEngine('right', loops({}));
  const lies: Subject = {
    ...right,
    id: 'planted/lies',
    // Off by 256 units in the last place, in batches of the campaign only.
    evaluate: async (batch) => {
      const outcome = await right.evaluate(batch);
      if (outcome.kind !== 'value' || batch.count !== count) return outcome;
      return { ...outcome, outputs: outcome.outputs.map((output) => output * (1 + 2 ** -16)) };
    },
  };
  const { rows } = await runCampaign({
    ...{ subjects: [right, lies], claims: [dotHeight, dotWide], source, cases: 4 * count },
  });
  // One revelation beside a batch: the second engine's turn comes with the second batch.
  expect(rows.map(({ subject, claim, verdict, cases }) => [subject, claim, verdict, cases])).toEqual([
    ['planted/right', 'dot-height', 'holds', 4 * count],
    ['planted/lies', 'dot-height', 'violated', 3 * count],
  ]);
  const [first, second] = rows;
  expect(first!.attained).toBeGreaterThan(0);
  expect(first!.attained).toBeLessThan(1);
  expect([first!.violations, second!.alarm]).toEqual([0, true]);
});
