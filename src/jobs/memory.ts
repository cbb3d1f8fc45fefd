import { readdirSync, readFileSync } from 'node:fs';

/** Resident memory in bytes: now, and the largest so far. */
export interface Memory {
  readonly now: number;
  readonly peak: number;
}

/**
 * The memory of this process and of all that it and they started, each process by its own count: what processes share
 * is counted in each. Undefined where there is no /proc.
 */
export function treeMemory(root: number = process.pid): Memory | undefined {
  const each = treeOf(root)?.map(memoryOf);
  if (each === undefined) return undefined;
  return {
    now: each.reduce((sum, { now }) => sum + now, 0),
    peak: each.reduce((sum, { peak }) => sum + peak, 0),
  };
}

/** The ids of a process and of all that it and they started. Undefined where there is no /proc. */
export function treeOf(root: number): readonly number[] | undefined {
  const parents = parentsOf();
  const isBelow = (pid: number): boolean => {
    const parent = parents?.get(pid);
    return pid === root || (parent !== undefined && parent !== pid && parent > 1 && isBelow(parent));
  };
  return parents && [...parents.keys()].filter(isBelow);
}

/**
 * Processor time in seconds of this process and of all that it and they started, those that have ended included.
 * Undefined where there is no /proc.
 */
export function treeSeconds(root: number = process.pid): number | undefined {
  const ticks = treeOf(root)?.map((pid) => {
    // utime, stime, cutime and cstime, in hundredths of a second; the name, in parentheses, may hold anything.
    const fields = /^.*\) (.*)$/s.exec(read(`/proc/${pid}/stat`) ?? '')?.[1]?.split(' ') ?? [];
    return fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  });
  return ticks === undefined ? undefined : ticks.reduce((sum, some) => sum + some, 0) / 100;
}

/** The memory that is still to be had, in bytes; undefined where the system does not tell. */
export function availableMemory(): number | undefined {
  const system = fieldOf(read('/proc/meminfo') ?? '', 'MemAvailable');
  const constrained = process.constrainedMemory?.() ?? 0;
  // Without a limit it is 0, or larger than any machine.
  if (constrained === 0 || constrained > 2 ** 50) return system;
  const own = treeMemory()?.now ?? 0;
  return Math.max(0, Math.min(system ?? constrained, constrained - own));
}

function parentsOf(): ReadonlyMap<number, number> | undefined {
  try {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return new Map(
      pids.flatMap((pid) => {
        // The name, in parentheses, may hold anything.
        const [, parent] = /^.*\) \S (\d+)/s.exec(read(`/proc/${pid}/stat`) ?? '') ?? [];
        return parent === undefined ? [] : [[Number(pid), Number(parent)] as const];
      }),
    );
  } catch {
    return undefined;
  }
}

function memoryOf(pid: number): Memory {
  const status = read(`/proc/${pid}/status`) ?? '';
  return { now: fieldOf(status, 'VmRSS') ?? 0, peak: fieldOf(status, 'VmHWM') ?? 0 };
}

/** A field such as `VmRSS:   1234 kB`, in bytes. */
function fieldOf(text: string, name: string): number | undefined {
  const [, kibibytes] = new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text) ?? [];
  return kibibytes === undefined ? undefined : Number(kibibytes) * 1024;
}

/** A process may end before its file is read. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
