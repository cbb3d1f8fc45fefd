import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as afterMs } from 'node:timers/promises';
import { killGroup, watch } from '../engines/process/living-processes.ts';
import { printable } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';
import { places } from '../places/places.ts';
import { type EndOfRun, type FromWorker, type ToWorker, workerWord } from './messages.ts';
import { WorkerGone } from './share-out.ts';

interface Waiting {
  readonly note: (data: unknown) => void;
  readonly resolve: (done: { readonly data: unknown; readonly about: unknown }) => void;
  readonly reject: (error: Error) => void;
}

const stderrKept = 4096;
/** How long the rest of it is waited for after the end. */
const restMs = 500;

/**
 * A process of lastbit that does one job after another. It is a process, not a thread, because an engine, an addon or
 * the system may end it at any time, and only its job may suffer. It leads a process group, as engines do: Ctrl-C in
 * the terminal does not reach it, and it ends when this process is gone, however that happens.
 */
export class WorkerProcess {
  private readonly child: ChildProcess;
  private waiting: Waiting | undefined;
  private gone: WorkerGone | undefined;
  private stderr = '';
  private isClosed = false;

  private constructor() {
    // The same program, so the same versions: in a checkout it loads the TypeScript sources, as this process does.
    this.child = fork(join(places.program, 'bin', 'lastbit.js'), [workerWord], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      detached: true,
      execArgv: process.execArgv.filter((word) => /^--(max-|heap|stack-size)/.test(word)),
    });
    watch(this.child);
    this.child.on('message', (message: FromWorker) => this.take(message));
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr = (this.stderr + chunk.toString('utf8')).slice(-stderrKept);
    });
    this.child.once('close', () => {
      this.isClosed = true;
    });
    this.child.once('error', (error) => this.end(`a worker could not be started: ${error.message}`));
    this.child.once('exit', (status, signal) => {
      const said = this.stderr.trim() === '' ? '' : `: ${printable(this.stderr.trim().split('\n').at(-1) ?? '')}`;
      this.end(`a worker ended ${signal === null ? `with status ${status}` : `by ${signal}`}${said}`);
    });
  }

  /** Starts a worker and waits until it is ready. Rejects with WorkerGone if it cannot be had. */
  static async start(work: string, data: unknown, onStart: (worker: WorkerProcess) => void): Promise<WorkerProcess> {
    const worker = WorkerProcess.forked();
    onStart(worker);
    await worker.ask({ kind: 'open', work, data }, () => {});
    return worker;
  }

  private static forked(): WorkerProcess {
    try {
      return new WorkerProcess();
    } catch (error) {
      // Without memory the system refuses at once.
      throw new WorkerGone(`a worker could not be started: ${(error as Error).message}`);
    }
  }

  /** The last of its standard error; all of it if the process has ended. */
  async lastWords(): Promise<string> {
    const { exitCode, signalCode } = this.child;
    const isEnding = exitCode !== null || signalCode !== null;
    if (isEnding && !this.isClosed) {
      const closed = new Promise<void>((resolve) => this.child.once('close', () => resolve()));
      await Promise.race([closed, afterMs(restMs)]);
    }
    return this.stderr;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Does a job. Rejects with WorkerGone if the process ends before. One job at a time. */
  run(data: unknown, note: (data: unknown) => void): Promise<{ readonly data: unknown; readonly about: unknown }> {
    return this.ask({ kind: 'job', data }, note);
  }

  /** The run is over: the job at work ends soon. */
  tellEnd(how: EndOfRun): void {
    if (this.gone === undefined) this.send({ kind: 'end', how });
  }

  /** Kills the process and all that it started. */
  kill(): void {
    this.end('the worker was ended');
    killGroup(this.child);
  }

  private ask(message: ToWorker, note: Waiting['note']): ReturnType<WorkerProcess['run']> {
    return new Promise((resolve, reject) => {
      if (this.gone !== undefined) reject(this.gone);
      else {
        this.waiting = { note, resolve, reject };
        this.send(message);
      }
    });
  }

  private send(message: ToWorker): void {
    // A worker that has just ended is noticed by its exit.
    // One that could not be started, as when no file can be opened, has no channel.
    this.child.send?.(message, () => {});
  }

  private take(message: FromWorker): void {
    const { waiting } = this;
    if (message.kind === 'note') {
      waiting?.note(message.data);
      return;
    }
    this.waiting = undefined;
    if (message.kind === 'ready') waiting?.resolve({ data: undefined, about: undefined });
    else if (message.kind === 'done') waiting?.resolve(message);
    else if (message.kind === 'refused') {
      waiting?.reject(new WorkerGone(message.because));
      this.kill();
    } else waiting?.reject(message.isUsage ? new UsageError(message.because) : new Error(message.because));
  }

  private end(because: string): void {
    this.gone ??= new WorkerGone(because);
    this.waiting?.reject(this.gone);
    this.waiting = undefined;
  }
}
