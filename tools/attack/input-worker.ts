import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { killMarked, leftAfter, type MarkedProcess, markName } from './processes.ts';
import { quoted, type Run, temporaryIn } from './run-lastbit.ts';

/** What the worker answers. */
export interface Ended {
  readonly status: number | string;
  readonly stdout: string;
  readonly stderr: string;
}

/** The worker, and the compiler that it keeps for TypeScript. */
const isOwn =
  ({ pid }: ChildProcess) =>
  (process: MarkedProcess): boolean =>
    process.pid === pid || /\besbuild\b/.test(process.command);

/**
 * A process that runs commands one after another, by way of `main`. Starting a process for each of hundreds of bad
 * inputs would take minutes. A command that does not end in time ends the process; the next one gets a new one.
 */
export class InputWorker {
  #child: ChildProcess | undefined;
  readonly #mark: string = randomUUID();

  async run(words: readonly string[], folder: string, withinMs: number): Promise<Run> {
    const child = this.#child ?? this.#start();
    const begin = performance.now();
    const ended = await new Promise<Ended | undefined>((resolve) => {
      const timer = setTimeout(() => settle(undefined), withinMs);
      const onEnd = (code: number | null, signal: string | null): void => {
        this.#child = undefined;
        settle({ status: code ?? signal ?? 'unknown', stdout: '', stderr: 'the process ended' });
      };
      const settle = (result: Ended | undefined): void => {
        clearTimeout(timer);
        child.off('message', settle as never);
        child.off('exit', onEnd);
        resolve(result);
      };
      child.on('message', settle as never);
      child.on('exit', onEnd);
      child.send({ words, folder });
    });
    const ms = performance.now() - begin;
    if (ended === undefined) {
      child.kill('SIGKILL');
      this.#child = undefined;
    }
    const left = await leftAfter(3000, this.#mark, isOwn(child));
    killMarked(this.#mark, this.#child === undefined ? undefined : isOwn(this.#child));
    const { status, stdout, stderr } = ended ?? { status: 'unknown', stdout: '', stderr: '' };
    return {
      command: `lastbit ${words.map(quoted).join(' ')}`,
      environment: {},
      ...{ status, stdout, stderr, ms, inTime: ended !== undefined },
      left: left.map(({ pid, command }) => `${pid} ${command}`),
      temporary: temporaryIn(folder),
    };
  }

  close(): void {
    this.#child?.kill('SIGKILL');
    this.#child = undefined;
  }

  #start(): ChildProcess {
    const program = fileURLToPath(new URL('./input-process.ts', import.meta.url));
    const child = fork(program, [], {
      env: { ...process.env, [markName]: this.#mark },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#child = child;
    return child;
  }
}
