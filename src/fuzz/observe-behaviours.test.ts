import { expect, test } from 'vitest';
import type { ObservedBehaviour, ObservedBehaviours } from '../corpus/observed-behaviours.ts';
import { behaviourNews } from './observe-behaviours.ts';

const row = (change: Partial<ObservedBehaviour> = {}): ObservedBehaviour => ({
  ...{ claim: 'zero-taps', subject: 'some/conv2d', version: '1', observed: 'holds', judged: 100, differences: {} },
  ...change,
});
const recorded = (...rows: readonly ObservedBehaviour[]): ObservedBehaviours => ({
  ...{ schema: 'lastbit-behaviours-1', seed: 1, cases: 100, cpu: 'some', cpuFeatures: [], rows },
});
const differing = { observed: 'differs', gravest: 'wrong', differences: { wrong: 1 } } as const;

test('what is otherwise than recorded is news, and what was not seen is none', () => {
  expect(behaviourNews(recorded(row()), [row({ judged: 5 })])).toEqual([]);
  expect(behaviourNews(recorded(row()), [row({ observed: 'unseen', judged: 0 })])).toEqual([]);
  expect(behaviourNews(recorded(row()), [row(differing)])).toEqual([
    'zero-taps: some/conv2d (at 1 as before): wrong now, holds before',
  ]);
  expect(behaviourNews(recorded(row(differing)), [row({ version: '2' })])).toEqual([
    'zero-taps: some/conv2d (2 now, 1 before): holds now, wrong before',
  ]);
  // A difference that shows in one output of thousands is not gone because a few outputs were right.
  expect(behaviourNews(recorded(row(differing)), [row({ judged: 99 })])).toEqual([]);
  expect(behaviourNews(recorded(), [row()])).toHaveLength(1);
});
