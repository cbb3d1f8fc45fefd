import { expect, test } from 'vitest';
import { extended } from '../../float/format.ts';
import { uniformAccumulation } from '../../sums/accumulation.ts';
import { sequentialTree } from '../../sums/schemes.ts';
import { flatTreeOf } from '../flat-tree.ts';
import { Oracle } from '../oracle.ts';
import { confirmFormats } from './formats.ts';
import { accumulationBlackBox } from './random-accumulation.test-support.ts';

test.each([5, 400])(
  'sums of %i terms with 64 bits are not mistaken for binary64, and binary64 is confirmed',
  async (n) => {
    const tree = sequentialTree(n);
    const found = uniformAccumulation(tree, 'wide');
    const other = { ...found, nodes: found.nodes.map(() => ({ to: extended })) };
    const confirm = (truth: typeof found) =>
      confirmFormats(flatTreeOf(tree, n), new Oracle(accumulationBlackBox(truth), n), found);
    expect(await confirm(found)).toBeUndefined();
    expect((await confirm(other))?.first?.kind).toBe('directed');
  },
);
