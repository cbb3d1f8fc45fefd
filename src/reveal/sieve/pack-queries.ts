import type { Knowledge, Query } from './queries.ts';

/**
 * Packs the queries of one round into few calls by first fit, deepest cluster first.
 *
 * Every unit has its own power of two in the window 2^0 … 2^(bits − 1), so a sum of survivors is exact in any order and
 * reads as a set. Queries in one call do not disturb each other:
 *
 * - Disjoint clusters: the masks of each cancel at a node inside it. They cancel exactly, because +M meets −M plus what
 *   it swallowed, which is nothing. So only units leave the cluster. M = 2^126 swallows all units: they sum to less
 *   than 2^24, and half an ulp of M is 2^101.
 * - An outer query around inner ones (`nested`): its leaves lie outside every inner cluster of the call, so inner units
 *   and masks meet it only as finished sums, multiples of 2^L, where L is the lowest bit used before. Its own units lie
 *   at bits up to L − 2 and sum to less than 2^(L − 1). Its mask is M = 1.5 · 2^(L + 23). Because 2^24 ≤ 2^(L + 22) for
 *   L ≥ 2, partial sums with the mask stay inside the binade of M, where the ulp is 2^L. Finished sums are kept
 *   exactly, and the outer units, less than half an ulp together with whatever they came with, round away. This holds
 *   for two-term additions that round to nearest binary32. Elsewhere only disjoint queries share a call, with `mask` as
 *   the only size.
 */
export interface Packing {
  readonly bits: number;
  readonly mask: number;
  readonly nested: boolean;
}

interface PlacedUnit {
  readonly query: Query;
  readonly child: number;
  readonly bit: number;
}

export interface PackedCall {
  readonly lefts: Float32Array;
  readonly places: PlacedUnit[];
  /** The lowest bit in use. New units go below. */
  low: number;
  /** The clusters with a query in this call, and these with all clusters above them. */
  readonly hot: Set<number>;
  readonly above: Set<number>;
}

export function packQueries(queries: readonly Query[], knowledge: Knowledge, packing: Packing): PackedCall[] {
  const calls: PackedCall[] = [];
  for (const query of queries) {
    let waiting = query.first && query.sentinel !== undefined ? [query.sentinel, ...query.ask] : [...query.ask];
    for (let index = 0; waiting.length > 0; index += 1) {
      calls[index] ??= {
        lefts: new Float32Array(knowledge.n),
        places: [],
        low: packing.bits,
        hot: new Set(),
        above: new Set(),
      };
      waiting = placeQuery(query, waiting, calls[index]!, knowledge, packing);
    }
  }
  return calls;
}

/** Places what fits into the call and returns what does not. */
function placeQuery(
  query: Query,
  waiting: readonly number[],
  call: PackedCall,
  knowledge: Knowledge,
  packing: Packing,
): number[] {
  const { id } = query.cluster;
  const around = call.above.has(id);
  if (around && !packing.nested) return [...waiting];
  const start = around ? call.low - 2 : call.low - 1;
  if (start < 0) return [...waiting];
  const plus = coolLeaf(query.x, call, knowledge);
  const minus = coolLeaf(query.y, call, knowledge);
  if (plus < 0 || minus < 0) return [...waiting];
  const left: number[] = [];
  let bit = start;
  for (const child of waiting) {
    const leaf = bit >= 0 ? coolLeaf(child, call, knowledge) : -1;
    if (leaf < 0) left.push(child);
    else {
      call.lefts[leaf] = 2 ** bit;
      call.places.push({ query, child, bit });
      bit -= 1;
    }
  }
  if (bit === start) return left;
  const mask = around ? 1.5 * 2 ** (call.low + 23) : packing.mask;
  call.lefts[plus] = mask;
  call.lefts[minus] = -mask;
  call.low = bit + 1;
  call.hot.add(id);
  for (let up = id; up >= 0 && !call.above.has(up); up = knowledge.parents[up]!) call.above.add(up);
  return left;
}

/** A leaf under `child` outside every cluster that has a query in this call; −1 if there is none. */
function coolLeaf(child: number, call: PackedCall, { n, clusters }: Knowledge): number {
  const stack = [child];
  while (stack.length > 0) {
    const id = stack.pop()!;
    if (id < n) return id;
    if (call.hot.has(id)) continue;
    const { slots, unsettled } = clusters[id - n]!;
    for (const list of [slots, unsettled]) {
      for (const below of list) {
        if (below < n) return below;
        stack.push(below);
      }
    }
  }
  return -1;
}
