import { batchOf } from './batch-of.ts';
import type { Batch, Case } from './case.ts';
import { shapeKey } from './shape-key.ts';

/** Cases of one shape as a batch, with the place that each has among all. */
export interface Group {
  readonly batch: Batch;
  readonly places: readonly number[];
}

/** Cases of any shapes as one batch a shape, in the order in which the shapes first occur. */
export function groupByShape(cases: readonly Case[]): readonly Group[] {
  const places = new Map<string, number[]>();
  for (const [place, { shape }] of cases.entries()) {
    const key = shapeKey(shape);
    const known = places.get(key);
    if (known === undefined) places.set(key, [place]);
    else known.push(place);
  }
  return [...places.values()].map((group) => ({ batch: batchOf(group.map((place) => cases[place]!)), places: group }));
}
