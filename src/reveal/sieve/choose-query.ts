import type { Rng } from '../../inputs/random.ts';
import { type Cluster, largest, type Query } from './cluster.ts';

const missPenalty = 0.3;

/**
 * The next question about an open cluster.
 * - y is, if there is one, a child already known to differ from a slot: at a two-term node it lies under the other slot's
 *   child, and the query cannot miss. Else a random one.
 * - x is the slot, not known to differ from y, with the best record. Children known to differ from x need no unit: had
 *   they died, so would the sentinel.
 * - A query for more units than one call holds asks its sentinel first, with as many units as fit, and the rest in the next
 *   round only if the sentinel lives. Without a sentinel (no slots yet) all is asked at once.
 * Tried and dropped: refusing pairs whose first units nearly all live or nearly all die (it costs a tenth to a half more).
 */
export function chooseQuery(cluster: Cluster, sizes: readonly number[], bits: number, rng: Rng): Query {
  if (cluster.pending !== undefined) return cluster.pending;
  const { slots, unsettled } = cluster;
  if (slots.length === 0) {
    const x = largest(unsettled, sizes, rng);
    const others = unsettled.filter((child) => child !== x);
    const y = others[rng.below(others.length)]!;
    return queryOf(
      cluster,
      x,
      y,
      undefined,
      others.filter((child) => child !== y),
      bits,
    );
  }
  const tried = unsettled.filter((child) => cluster.differs.has(child));
  const pool = tried.length > 0 ? tried : unsettled;
  const y = pool[rng.below(pool.length)]!;
  const known = cluster.differs.get(y);
  let best = -1;
  for (let slot = 0; slot < slots.length; slot += 1) {
    if (known?.has(slot) !== true && (best < 0 || cluster.records[slot]! > cluster.records[best]!)) best = slot;
  }
  const sentinel = slots[best === 0 ? 1 : 0];
  const undecided = unsettled.filter((child) => child !== y && cluster.differs.get(child)?.has(best) !== true);
  return queryOf(cluster, slots[best]!, y, sentinel, undecided, bits);
}

function queryOf(
  cluster: Cluster,
  x: number,
  y: number,
  sentinel: number | undefined,
  undecided: readonly number[],
  bits: number,
): Query {
  const room = sentinel === undefined ? undecided.length : bits - 1;
  if (undecided.length <= room)
    return { cluster, x, y, sentinel, ask: [...undecided], later: [], dead: [], first: true };
  return {
    cluster,
    x,
    y,
    sentinel,
    ask: undecided.slice(0, room),
    later: undecided.slice(room),
    dead: [],
    first: true,
  };
}

/** Notes that y's node differs from x's: a slot's worth of knowledge, or a slot of its own once it differs from all. */
export function recordMiss({ cluster, x, y }: Query): void {
  const slot = cluster.slots.indexOf(x);
  const known = cluster.differs.get(y) ?? new Set<number>();
  known.add(slot);
  cluster.differs.set(y, known);
  cluster.records[slot]! -= missPenalty;
  if (known.size < cluster.slots.length) return;
  cluster.slots.push(y);
  cluster.records.push(0);
  cluster.unsettled = cluster.unsettled.filter((child) => child !== y);
}
