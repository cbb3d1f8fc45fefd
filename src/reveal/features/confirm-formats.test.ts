import { expect, test } from 'vitest';
import { extended } from '../../float/format.ts';
import { uniformAccumulation } from '../../sums/accumulation.ts';
import { sequentialTree } from '../../sums/schemes.ts';
import { Questions } from '../probe.ts';
import { flatTreeOf } from '../summation-tree-of.ts';
import { confirmFormats } from './confirm-formats.ts';
import { accumulationBox } from './random-accumulation.test-support.ts';

test.each([5, 400])('sums of %i terms in 64 bits are not taken for binary64, and binary64 is believed', async (n) => {
  const tree = sequentialTree(n);
  const found = uniformAccumulation(tree, 'wide');
  const other = { ...found, nodes: found.nodes.map(() => ({ to: extended })) };
  const confirm = (truth: typeof found) =>
    confirmFormats(flatTreeOf(tree, n), new Questions(accumulationBox(truth), n), found);
  expect(await confirm(found)).toBeUndefined();
  expect((await confirm(other))?.first?.kind).toBe('directed');
});
