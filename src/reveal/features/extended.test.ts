import { expect, test } from 'vitest';
import { randomOf } from '../../inputs/random.ts';
import { repeats } from '../../repeats.test-support.ts';
import { accumulationKey } from '../accumulation-key.ts';
import { treeKey } from '../flat-tree.ts';
import { modelOf } from '../model.ts';
import { type BlackBox, Oracle } from '../oracle.ts';
import { replay } from '../replay.ts';
import { reveal } from '../reveal.ts';
import { extendedKinds, randomExtended, slowBlackBox } from './random-accumulation.test-support.ts';

/**
 * The black boxes compute in big integers and share no code with the model. The features found must be the true ones,
 * up to differences that no input shows.
 */
test('random trees, some with wide additions, are revealed with every kind of extended features', async () => {
  const rng = randomOf(5);
  for (let run = 0; run < repeats(220, 20); run += 1) {
    const kind = extendedKinds[run % extendedKinds.length]!;
    const n = 2 + rng.below(run % 20 === 19 ? 63 : 9);
    const truth = randomExtended(rng, kind, n);
    let asked = 0;
    const slow = slowBlackBox(truth.accumulation);
    const blackBox: BlackBox = (lefts, rights, terms, count) => {
      asked += count;
      return slow(lefts, rights, terms, count);
    };
    const revealed = await reveal(blackBox, n, { replays: 150 });
    const what = `run ${run}, ${kind}, n = ${n}: ${accumulationKey(truth.accumulation)}`;
    if (!revealed.explained) expect.fail(`${what}\n${revealed.because}`);
    expect(treeKey(revealed.tree), what).toBe(treeKey(truth.tree));
    expect(accumulationKey(revealed.accumulation), what).toBe(accumulationKey(truth.accumulation));
    expect(revealed.cost.calls + revealed.cost.checks, what).toBe(asked);
    const again = await replay(new Oracle(blackBox, n), modelOf(revealed.accumulation), {
      cases: 100,
      seed: run + 100,
    });
    if (again.first) expect.fail(`${what}\n${JSON.stringify(again.first)}`);
  }
});

test('a model of each kind agrees with the truth on new vectors', async () => {
  const rng = randomOf(8);
  for (const kind of extendedKinds) {
    const n = 3 + rng.below(4);
    const { accumulation } = randomExtended(rng, kind, n);
    const revealed = await reveal(slowBlackBox(accumulation), n, { replays: 150 });
    if (!revealed.explained) expect.fail(`${kind}: ${revealed.because}`);
    const truth = modelOf(accumulation);
    const blackBox = new Oracle(async (lefts, rights, terms, count) => truth(lefts, rights, terms, count), n);
    const again = await replay(blackBox, modelOf(revealed.accumulation), { cases: repeats(20_000, 2000), seed: 77 });
    expect(again.first, kind).toBeUndefined();
  }
});
