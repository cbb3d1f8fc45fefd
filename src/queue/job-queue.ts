import { type Job, Queue, Worker } from 'bullmq';
import * as v from 'valibot';
import { UsageError } from '../errors/usage-error.ts';
import { canonicalJson, sha256 } from './canonical.ts';
import type { Broker } from './connection.ts';
import { jobSchema } from './record-schemas.ts';
import type { QueuedJob } from './records.ts';
import { keyPrefix } from './store.ts';

/** How long a worker that says nothing keeps its jobs, and how often others look for such jobs, in ms. */
export interface QueueTimes {
  readonly lockMs: number;
  readonly stalledMs: number;
}

export const usualTimes: QueueTimes = { lockMs: 30_000, stalledMs: 15_000 };

/** A job is given up after so many failed tries. */
export const mostTries = 3;
/**
 * It is also given up when so many workers vanished that had it. A job can hardly end a worker, because it runs in a
 * process of its own; and where workers are killed at random, a few of them may well have had the same job.
 */
const mostVanished = 10;
/** Jobs that are added in one request: memory for no more is needed, however many there are. */
const addedAtOnce = 1000;
const nameOfAll = 'ranges';

/** The jobs of a queue by what becomes of them. Those that are done are not kept. */
export interface QueueCounts {
  readonly waiting: number;
  readonly active: number;
  /** Given up. */
  readonly failed: number;
}

/** The jobs of one ability on a broker, as BullMQ keeps them. */
export function openQueue({ client }: Pick<Broker, 'client'>, name: string): Queue<QueuedJob, unknown, string> {
  const queue = new Queue<QueuedJob, unknown, string>(name, {
    ...{ connection: client, prefix: keyPrefix, skipVersionCheck: true },
  });
  // A broker that is away is told of by the connection itself.
  queue.on('error', () => {});
  return queue;
}

const idOf = (job: QueuedJob): string => sha256(canonicalJson(job));

/** The side of a queue to which jobs are added. */
export class JobQueue {
  private readonly queue: ReturnType<typeof openQueue>;

  constructor(broker: Pick<Broker, 'client'>, name: string) {
    this.queue = openQueue(broker, name);
  }

  /** Adds jobs, each once: one that is there already is left as it is. */
  async add(jobs: Iterable<QueuedJob>, added: (count: number) => void = () => {}): Promise<void> {
    let some: QueuedJob[] = [];
    const send = async (): Promise<void> => {
      const opts = { attempts: mostTries, removeOnComplete: true, removeOnFail: false, stackTraceLimit: mostTries };
      await this.queue.addBulk(some.map((data) => ({ name: nameOfAll, data, opts: { ...opts, jobId: idOf(data) } })));
      added(some.length);
      some = [];
    };
    for (const job of jobs) {
      some.push(job);
      if (some.length === addedAtOnce) await send();
    }
    if (some.length > 0) await send();
  }

  /** Removes a job with all that is known of its tries, unless a worker is at it. */
  async remove(job: QueuedJob): Promise<void> {
    await this.queue.remove(idOf(job));
  }

  async counts(): Promise<QueueCounts> {
    const {
      wait = 0,
      delayed = 0,
      prioritized = 0,
      active = 0,
      failed = 0,
    } = await this.queue.getJobCounts('wait', 'delayed', 'prioritized', 'active', 'failed');
    return { waiting: wait + delayed + prioritized, active, failed };
  }

  close(): Promise<void> {
    return this.queue.close();
  }
}

/** A job that this process has taken from a queue. Until it is settled, its lock must be renewed. */
export interface TakenJob {
  readonly job: QueuedJob;
  /** How earlier tries ended. */
  readonly earlier: readonly FailedTry[];
  /** Whether it is given up if this try fails. */
  readonly isLast: boolean;
  /** Too many workers vanished with it: it must not be tried again. */
  readonly isAbandoned: boolean;
  /** False if the lock is lost: another worker may have the job. */
  renew(): Promise<boolean>;
  done(): Promise<void>;
  /** Counts as a failed try. */
  failed(failure: FailedTry): Promise<void>;
  /** Nobody tries it again. */
  giveUp(failure: FailedTry): Promise<void>;
  /** For others, and not as a failed try. */
  giveBack(): Promise<void>;
}

/** How a try of a job ended. */
export interface FailedTry {
  readonly reason: string;
  readonly stderr: string;
}

/** The side of a queue from which jobs are taken. It also finds the jobs of workers that vanished. */
export class JobSource {
  readonly name: string;
  private readonly client: Broker['client'];
  private readonly worker: Worker<QueuedJob>;
  private readonly times: QueueTimes;
  private taken = 0;

  constructor({ client }: Pick<Broker, 'client'>, name: string, times: QueueTimes) {
    [this.client, this.name, this.times] = [client, name, times];
    this.worker = new Worker(name, undefined, {
      ...{ connection: client, prefix: keyPrefix, autorun: false, skipVersionCheck: true },
      ...{ lockDuration: times.lockMs, stalledInterval: times.stalledMs, maxStalledCount: mostVanished - 1 },
    });
    this.worker.on('error', () => {});
  }

  /** Begins to look for jobs of workers that vanished. */
  start(): Promise<void> {
    return this.worker.startStalledCheckTimer();
  }

  /** The next job; undefined if none waits. What is no job of lastbit is given up at once, and a UsageError says so. */
  async take(): Promise<TakenJob | undefined> {
    this.taken += 1;
    const token = `${this.worker.id}:${this.taken}`;
    const job = await this.next(token);
    if (job === undefined) return undefined;
    const parsed = v.safeParse(jobSchema, job.data);
    if (parsed.success) return this.takenJob(job, parsed.output, token);
    const because = `queue ${this.name}: a job that is none of lastbit: ${parsed.issues[0].message}`;
    await quietly(job.moveToFailed(tryError({ reason: because, stderr: '' }, finalError), token));
    throw new UsageError(because.slice(0, 500));
  }

  /** BullMQ throws for a job whose data are torn, and would give it to one worker after another. */
  private async next(token: string): Promise<Job<QueuedJob> | undefined> {
    try {
      return await this.worker.getNextJob(token, { block: false });
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      await this.remove(token);
      throw new UsageError(`queue ${this.name}: the data of a job were no JSON; it is removed`);
    }
  }

  /** Removes the job that is locked by a token. */
  private async remove(token: string): Promise<void> {
    const key = `${keyPrefix}:${this.name}`;
    for (const id of await this.client.lrange(`${key}:active`, 0, -1)) {
      if ((await this.client.get(`${key}:${id}:lock`)) !== token) continue;
      const removal = this.client.multi().lrem(`${key}:active`, 0, id).srem(`${key}:stalled`, id);
      await removal.del(`${key}:${id}`, `${key}:${id}:lock`).exec();
    }
  }

  /** Ends it at once; jobs that it has are not waited for. */
  close(): Promise<void> {
    return this.worker.close(true);
  }

  private takenJob(job: Job<QueuedJob>, data: QueuedJob, token: string): TakenJob {
    return {
      job: data,
      earlier: (job.stacktrace ?? []).slice(-mostTries).map(failedTry),
      isLast: job.attemptsMade + 1 >= mostTries,
      isAbandoned: job.deferredFailure !== undefined,
      renew: async () => {
        const renewed: unknown = await job.extendLock(token, this.times.lockMs);
        return renewed === 1;
      },
      done: () => quietly(job.moveToCompleted(undefined, token, false)),
      failed: (failure) => quietly(job.moveToFailed(tryError(failure), token)),
      giveUp: (failure) => quietly(job.moveToFailed(tryError(failure, finalError), token)),
      giveBack: () => quietly(job.moveToWait(token)),
    };
  }
}

/** If the lock was lost, the job is somebody else's: there is nothing to settle. */
async function quietly(settling: Promise<unknown>): Promise<void> {
  try {
    await settling;
  } catch (error) {
    if (!/Missing (lock|key)|Lock mismatch|not in the \w+ state|could not be found/i.test(String(error))) throw error;
  }
}

/** BullMQ keeps the stack of an error with the job. Of a failed try this is its reason and its standard error. */
function tryError({ reason, stderr }: FailedTry, name = 'Error'): Error {
  const error = new Error(reason);
  return Object.assign(error, { name, stack: stderr === '' ? reason : `${reason}\n${stderr}` });
}

function failedTry(stack: string): FailedTry {
  const [reason = '', ...stderr] = String(stack).slice(0, mostKept).split('\n');
  return { reason, stderr: stderr.join('\n') };
}

const mostKept = 8192;
/** The name of an error after which BullMQ does not try again. */
const finalError = 'UnrecoverableError';
