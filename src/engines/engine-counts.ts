import type { EngineStatistics, FaultName } from './engine.ts';

/** The counts of an engine that are added up. */
const counts = ['requests', 'cases', 'waitedMs', 'engineMs', 'declined', 'restarts', 'retried', 'lost'] as const;
type Counts = Readonly<Record<(typeof counts)[number], number>>;

/** What engines went through since `before`: a process counts from its start, and does one job after another. */
export function enginesSince(
  before: readonly EngineStatistics[],
  after: readonly EngineStatistics[],
): readonly EngineStatistics[] {
  return after.map((one) => {
    const earlier = before.find(({ engine }) => engine === one.engine);
    if (earlier === undefined) return one;
    const combined = combine(one, earlier, (now, then) => now - then);
    return { ...combined, lastFault: combined.restarts + combined.lost > 0 ? one.lastFault : null };
  });
}

/** What each engine went through in all jobs, as one process would say it. */
export class EngineCounts {
  private readonly sums = new Map<string, EngineStatistics>();

  add(engines: readonly EngineStatistics[]): void {
    for (const one of engines) {
      const before = this.sums.get(one.engine);
      const sum = before === undefined ? one : combine(before, one, (many, more) => many + more);
      this.sums.set(one.engine, { ...sum, lastFault: one.lastFault ?? before?.lastFault ?? null });
    }
  }

  all(): readonly EngineStatistics[] {
    return [...this.sums.values()];
  }
}

/** What the processes of each engine went through in all, wherever they ran. */
export function summedEngines(engines: readonly EngineStatistics[]): readonly EngineStatistics[] {
  const counts = new EngineCounts();
  counts.add(engines);
  return counts.all();
}

function combine(
  one: EngineStatistics,
  other: EngineStatistics,
  each: (one: number, other: number) => number,
): EngineStatistics {
  const summed = Object.fromEntries(counts.map((name) => [name, each(one[name], other[name])])) as Counts;
  const names = Object.keys(one.faults) as FaultName[];
  const faults = Object.fromEntries(names.map((name) => [name, each(one.faults[name], other.faults[name])]));
  return { ...one, ...summed, faults: faults as EngineStatistics['faults'] };
}
