import { readdirSync, readFileSync } from 'node:fs';

/** The variable that marks every process of one attack. Engines and their helpers inherit it. */
export const markName = 'LASTBIT_ATTACK';

/** The processes that carry a mark, as `PID command`. Needs /proc; elsewhere it finds none. */
export function marked(
  mark: string,
  except: (process: MarkedProcess) => boolean = () => false,
): readonly MarkedProcess[] {
  const found: MarkedProcess[] = [];
  for (const name of listOf('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    // An ended process that nobody has waited for has no environment left.
    if (!textOf(`/proc/${name}/environ`).split('\0').includes(`${markName}=${mark}`)) continue;
    const command = textOf(`/proc/${name}/cmdline`).split('\0').join(' ').trim().slice(0, 200);
    const process = { pid: Number(name), command };
    if (!except(process)) found.push(process);
  }
  return found;
}

export interface MarkedProcess {
  readonly pid: number;
  readonly command: string;
}

/** What is left of a mark after at most `ms`: processes need a moment to end after they are killed. */
export async function leftAfter(
  ms: number,
  mark: string,
  except: (process: MarkedProcess) => boolean = () => false,
): Promise<readonly MarkedProcess[]> {
  const until = performance.now() + ms;
  let left = marked(mark, except);
  while (left.length > 0 && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    left = marked(mark, except);
  }
  return left;
}

/** Kills what is left, so that no attack disturbs the next one. */
export function killMarked(mark: string, except: (process: MarkedProcess) => boolean = () => false): void {
  for (const { pid } of marked(mark, except)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself.
    }
  }
}

function listOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
