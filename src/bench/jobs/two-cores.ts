import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/** Two processors of this machine, by their numbers. */
export interface TwoCores {
  readonly cores: readonly [number, number];
  /** As far as the system tells, they are two threads of one core. */
  readonly isOneCore: boolean;
}

/** Two processors that this process may use, of two cores if possible; a text is the reason why there are none. */
export function twoCores(): TwoCores | string {
  const status = '/proc/self/status';
  if (!existsSync(status)) return 'processes can be bound to a core on Linux only';
  const allowed = numbersIn(/^Cpus_allowed_list:\s*(\S+)$/m.exec(readFileSync(status, 'utf8'))?.[1] ?? '');
  const [first] = allowed;
  if (first === undefined || allowed.length < 2) return 'this process may use one core only';
  if (!bind(process.pid, allowed)) return 'processes cannot be bound to a core: there is no taskset';
  const siblings = `/sys/devices/system/cpu/cpu${first}/topology/thread_siblings_list`;
  const same = existsSync(siblings) ? numbersIn(readFileSync(siblings, 'utf8')) : [];
  const other = allowed.find((one) => one !== first && !same.includes(one));
  return { cores: [first, other ?? allowed[1]!], isOneCore: other === undefined };
}

/** Lets all threads of a process run on these processors only. Returns whether that could be done. */
export function bind(pid: number, cores: readonly number[]): boolean {
  return spawnSync('taskset', ['-a', '-p', '-c', cores.join(','), String(pid)], { stdio: 'ignore' }).status === 0;
}

/** What the threads of a process had of the processor so far, in ms: the first thread, and all that live. */
export function threadsMs(pid: number): { readonly main: number; readonly all: number } {
  const tasks = `/proc/${pid}/task`;
  const spent = (task: string): number => {
    try {
      return Number(readFileSync(`${tasks}/${task}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
    } catch {
      // It has just ended.
      return 0;
    }
  };
  return { main: spent(String(pid)), all: readdirSync(tasks).reduce((sum, task) => sum + spent(task), 0) };
}

/** A list of Linux, such as `0-2,5`. */
export function numbersIn(list: string): readonly number[] {
  return list
    .trim()
    .split(',')
    .filter((part) => part !== '')
    .flatMap((part) => {
      const [from = 0, to = from] = part.split('-').map(Number);
      return Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
}
