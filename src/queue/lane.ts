import { enginesSince } from '../engines/engine-counts.ts';
import { UsageError } from '../errors/usage-error.ts';
import { digestOf } from '../fuzz/join-records.ts';
import type { RangeRecord } from '../fuzz/range-record.ts';
import { WorkerGone } from '../jobs/share-out.ts';
import { isBroken } from './broken-key.ts';
import { shortId } from './canonical.ts';
import type { Broker } from './connection.ts';
import { findCulprit } from './find-culprit.ts';
import type { FailedTry, TakenJob } from './job-queue.ts';
import { explained, isTrouble, patiently } from './patience.ts';
import type { RangeWorker } from './range-worker.ts';
import type { JobResult, MachineKind, Quarantined, QueuedCampaign, QueuedJob } from './records.ts';
import { runJob } from './run-job.ts';
import type { FromQueue, ServedQueues } from './served-queues.ts';
import { type CampaignStore, jobOf, queueName } from './store.ts';
import type { WorkSum } from './work-sum.ts';

/** What the work of one machine needs. */
export interface Work {
  readonly broker: Pick<Broker, 'address'>;
  readonly store: Pick<CampaignStore, 'campaign' | 'hasResult' | 'keepResult' | 'keepQuarantined'>;
  readonly queues: Pick<ServedQueues, 'take' | 'started' | 'notStarted' | 'leaveBroken'>;
  readonly machine: MachineKind;
  /** Starts a process that judges ranges of a campaign. Rejects with WorkerGone if it cannot be had. */
  readonly hire: (campaign: QueuedCampaign) => Promise<RangeWorker>;
  /** How many cases a batch has. */
  readonly casesIn: (campaign: QueuedCampaign, batch: number) => Promise<number>;
  readonly sum: WorkSum;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Does jobs, one after another, until none is left or `signal` aborts; then its job goes back to the queue at once.
 * This process only renews the locks and keeps the results: a job runs in a process of its own, which may end.
 */
export class Lane {
  private readonly work: Work;
  private campaign: QueuedCampaign | undefined;
  private worker: RangeWorker | undefined;

  constructor(work: Work) {
    this.work = work;
  }

  async run(): Promise<void> {
    const { queues } = this.work;
    try {
      for (let last: string | undefined; ; ) {
        const next = await queues.take(last);
        if (next === undefined) return;
        last = next.queue;
        await this.take(next);
      }
    } finally {
      this.dismiss();
    }
  }

  private async take(next: FromQueue): Promise<void> {
    const { sum, say, broker } = this.work;
    const { taken } = next;
    sum.begin(taken);
    try {
      await this.settle(next);
    } catch (error) {
      if (!isTrouble(error)) throw error;
      if (isBroken(error)) await this.leaveBroken(next, error);
      // The lock ends by itself, and the job is tried again.
      else say(explained(error, broker));
    } finally {
      sum.end(taken);
    }
  }

  private async leaveBroken({ taken, queue }: FromQueue, error: Error): Promise<void> {
    // A queue that is broken too may not take it back.
    await taken.giveBack().catch(() => {});
    await this.work.queues.leaveBroken(queue, error);
  }

  private async settle({ taken, queue }: FromQueue): Promise<void> {
    const { store, signal } = this.work;
    const { job } = taken;
    if (await store.hasResult(job)) return taken.done();
    if (signal.aborted) return taken.giveBack();
    if (taken.isAbandoned) return this.quarantine(taken, { reason: 'its workers vanished', stderr: '' });
    const campaign = await this.campaignOf(job, queue);
    if (typeof campaign === 'string') return this.refuse(taken, campaign);
    try {
      await this.ready(campaign);
      this.work.queues.started(queue);
    } catch (error) {
      if (signal.aborted) return taken.giveBack();
      const [because = ''] = (error as Error).message.split('\n');
      // Everything else is of this machine, which may lack memory or files: others may do the job.
      if (error instanceof UsageError) return this.refuse(taken, because);
      await taken.giveBack();
      return this.work.queues.notStarted(queue, because);
    }
    if (signal.aborted) return taken.giveBack();
    await this.judge(taken, campaign);
  }

  private async judge(taken: TakenJob, campaign: QueuedCampaign): Promise<void> {
    const { sum, signal, machine } = this.work;
    const { job } = taken;
    const { worker } = this;
    const before = worker?.engines() ?? [];
    const record = await this.record(taken, campaign);
    if (signal.aborted) return taken.giveBack();
    if ('reason' in record) return this.failed(taken, record);
    const engines = enginesSince(before, worker?.engines() ?? []);
    await this.keep(taken, { job, machine, record, engines, digest: digestOf(record) });
    sum.done(taken, record);
  }

  /** What came of a job, or how its worker failed. */
  private async record(taken: TakenJob, campaign: QueuedCampaign): Promise<RangeRecord | FailedTry> {
    const worker = this.worker!;
    try {
      return await runJob(campaign, taken.job, worker, (note) => this.work.sum.note(taken, note));
    } catch (error) {
      // A worker that threw an error says its stack.
      const [reason = '', ...stack] = (error as Error).message.split('\n');
      const stderr = this.work.signal.aborted ? '' : await worker.lastWords();
      this.dismiss();
      return { reason, stderr: [...stack, stderr].join('\n').slice(-mostStderr) };
    }
  }

  private async keep(taken: TakenJob, result: JobResult): Promise<void> {
    const { store, say, broker, sum } = this.work;
    const kept = await patiently(() => store.keepResult(result), broker, this.work);
    await taken.done();
    if (typeof kept !== 'object') return;
    sum.differs();
    say(`${nameOf(taken.job)}: two runs on machines of one kind differ: ${kept.digests.map(shortId).join(' and ')}`);
  }

  /** A failed try. The last one puts the job into quarantine. */
  private async failed(taken: TakenJob, failure: FailedTry): Promise<void> {
    const { say, sum } = this.work;
    sum.failed();
    const again = taken.isLast ? 'it is not tried again' : 'it is tried again';
    say(`${nameOf(taken.job)}: ${failure.reason}; ${again}`);
    if (taken.isLast) await this.quarantine(taken, failure);
    else await taken.failed(failure);
  }

  /** A job that nobody can do, however often it is tried. What all jobs of a campaign have in common is said once. */
  private async refuse(taken: TakenJob, because: string): Promise<void> {
    const { store, say, broker, sum } = this.work;
    const { job } = taken;
    if (sum.isFirst(`${job.campaign} ${because}`)) say(`${nameOf(job)} is given up: ${because}`);
    const quarantined = { job, reasons: [because], stderr: '' };
    await patiently(() => store.keepQuarantined(quarantined), broker, this.work);
    await taken.giveUp({ reason: because, stderr: '' });
  }

  private async quarantine(taken: TakenJob, failure: FailedTry): Promise<void> {
    const { store, broker } = this.work;
    const { job, earlier } = taken;
    const tries = [...earlier, failure];
    const stderr = tries.map((one) => one.stderr).findLast((text) => text.trim() !== '') ?? '';
    const quarantined: Quarantined = { job, reasons: tries.map(({ reason }) => reason), stderr };
    await patiently(() => store.keepQuarantined(quarantined), broker, this.work);
    await taken.giveUp(failure);
    await this.search(quarantined);
  }

  /** Keeps once more what is known of a job that was given up, with the case that ends its worker. */
  private async search(quarantined: Quarantined): Promise<void> {
    const { store, say, broker } = this.work;
    const { job } = quarantined;
    const campaign = await store.campaign(job.campaign);
    say(`${nameOf(job)}: in quarantine; searching for the case that ends its worker`);
    const culprit = await findCulprit(campaign, job, this.work).catch((error: unknown) => {
      if (!(error instanceof WorkerGone)) throw error;
      return undefined;
    });
    if (culprit === undefined) return;
    const { range, batch, case: place } = culprit;
    const parts = [`range ${range}`, ...(batch === undefined ? [] : [`batch ${batch}`])];
    say(`${nameOf(job)}: ${[...parts, ...(place === undefined ? [] : [`case ${place}`])].join(', ')} ends a worker`);
    await patiently(() => store.keepQuarantined({ ...quarantined, culprit }), broker, this.work);
  }

  /** The campaign of a job; a text is the reason why there is none, or why it is none of its jobs. */
  private async campaignOf(job: QueuedJob, queue: string): Promise<QueuedCampaign | string> {
    try {
      const campaign =
        this.campaign?.id === job.campaign ? this.campaign : await this.work.store.campaign(job.campaign);
      const its = jobOf(campaign, job.number);
      const isIts = its.firstRange === job.firstRange && its.endRange === job.endRange;
      return isIts && queueName(campaign.ability) === queue ? campaign : 'it is no job of its campaign';
    } catch (error) {
      if (error instanceof UsageError) return error.message;
      throw error;
    }
  }

  /** Makes sure that there is a worker for a campaign. Rejects with WorkerGone if there cannot be one here. */
  private async ready(campaign: QueuedCampaign): Promise<void> {
    if (this.worker !== undefined && this.campaign?.id === campaign.id) return;
    this.dismiss();
    this.worker = await this.work.hire(campaign);
    this.campaign = campaign;
  }

  private dismiss(): void {
    this.worker?.kill();
    this.worker = undefined;
    this.campaign = undefined;
  }
}

const mostStderr = 4096;

/** A job as messages name it. */
const nameOf = ({ campaign, number }: QueuedJob): string => `job ${number} of ${shortId(campaign)}`;
