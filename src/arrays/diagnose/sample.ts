import { isMarked } from './places.ts';

const golden = (Math.sqrt(5) - 1) / 2;

/** Up to `most` different indices below `total`, spread over all, and along every axis. Ascending if it is all. */
export function spread(total: number, most: number): readonly number[] {
  if (total <= most) return Array.from({ length: total }, (_, index) => index);
  const chosen = new Set<number>();
  for (let i = 0; chosen.size < most; i++) chosen.add(Math.floor(((i * golden) % 1) * total));
  return [...chosen];
}

/** Up to `most` of the outputs that are marked (or are not), spread over these. `count` is how many there are. */
export function spreadOfMarked(
  marks: Uint8Array,
  total: number,
  count: number,
  most: number,
  marked: boolean,
): readonly number[] {
  const ordinals = new Map(spread(count, most).map((ordinal, order) => [ordinal, order]));
  const found: number[] = new Array(ordinals.size);
  let ordinal = 0;
  for (let index = 0; index < total && ordinal < count; index++) {
    if (isMarked(marks, index) !== marked) continue;
    const order = ordinals.get(ordinal++);
    if (order !== undefined) found[order] = index;
  }
  return found.filter((index) => index !== undefined);
}
