import { line } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';
import { atKey } from './broken-key.ts';
import { canonicalJson, sha256, shortId } from './canonical.ts';
import type { Broker } from './connection.ts';
import { packed, parsed, unpacked } from './encoding.ts';
import {
  abilitySchema,
  campaignSchema,
  disagreementSchema,
  quarantinedSchema,
  resultSchema,
  workerSchema,
} from './record-schemas.ts';
import type {
  Ability,
  Disagreement,
  JobResult,
  LivingWorker,
  Quarantined,
  QueuedCampaign,
  QueuedJob,
} from './records.ts';

/** What all keys of lastbit on a broker begin with. */
export const keyPrefix = 'lastbit';

/** A campaign by its id. */
export interface ListedCampaign {
  readonly id: string;
  /** An ISO date. */
  readonly added: string;
}

/** How the result of a job compares with the first one that was kept, if it is not the first itself. */
export type Kept = 'first' | 'equal' | 'other-machine' | Disagreement;

const key = (...parts: readonly string[]): string => [keyPrefix, ...parts].join(':');
const keys = {
  campaigns: key('campaigns'),
  queues: key('queues'),
  workers: key('workers'),
  campaign: (id: string) => key('campaign', id),
  results: (id: string) => key('results', id),
  quarantine: (id: string) => key('quarantine', id),
  news: (id: string) => key('news', id),
  worker: (id: string) => key('workers', id),
} as const;

/** The id of a campaign: the sha256 of what it is, so that the same one is not added twice. */
export function campaignId({
  id: _,
  added: __,
  ...rest
}: Omit<QueuedCampaign, 'id'> & { readonly id?: string }): string {
  return sha256(canonicalJson(rest));
}

/** The name of the queue of an ability. */
export const queueName = (ability: Ability): string => sha256(canonicalJson(ability)).slice(0, 16);

/** The jobs of a campaign: how many there are. */
export const jobCount = ({ ranges, rangesInJob }: Pick<QueuedCampaign, 'ranges' | 'rangesInJob'>): number =>
  Math.ceil(ranges / rangesInJob);

/** One job of a campaign. */
export function jobOf({ id, ranges, rangesInJob }: QueuedCampaign, number: number): QueuedJob {
  const firstRange = number * rangesInJob;
  return { campaign: id, number, firstRange, endRange: Math.min(ranges, firstRange + rangesInJob) };
}

/**
 * What campaigns keep on a broker, beside the jobs themselves. All of it is sets and hashes that are written once, so
 * whatever is written twice counts once. Everything that is read is checked; what is wrong is a UsageError of one line.
 */
export class CampaignStore {
  private readonly broker: Broker;

  constructor(broker: Broker) {
    this.broker = broker;
  }

  private get client(): Broker['client'] {
    return this.broker.client;
  }

  /** Asks for a key. Throws a BrokenKey if it has another type. */
  private at<T>(key: string, ask: (client: Broker['client']) => Promise<T>): Promise<T> {
    return atKey(this.broker, key, ask(this.client));
  }

  private where(name: string): string {
    return `${this.broker.address.shown}: ${name}`;
  }

  /** Whether it is new. */
  async addCampaign(campaign: QueuedCampaign): Promise<boolean> {
    const { id, ability, added } = campaign;
    const isNew = await this.client.setnx(keys.campaign(id), await packed(campaign));
    await this.at(keys.queues, (client) => client.hset(keys.queues, queueName(ability), canonicalJson(ability)));
    await this.at(keys.campaigns, (client) => client.hsetnx(keys.campaigns, id, added));
    return isNew === 1;
  }

  /** The newest first. */
  async campaigns(): Promise<readonly ListedCampaign[]> {
    const found = await this.at(keys.campaigns, (client) => client.hgetall(keys.campaigns));
    const all = Object.entries(found).map(([id, added]) => ({ id, added }));
    const isListed = ({ id, added }: ListedCampaign): boolean =>
      /^[0-9a-f]{64}$/.test(id) && !Number.isNaN(Date.parse(added));
    return all.filter(isListed).sort((one, other) => Date.parse(other.added) - Date.parse(one.added));
  }

  /** Throws a UsageError if there is none. */
  async campaign(id: string): Promise<QueuedCampaign> {
    const where = this.where(`campaign ${shortId(id)}`);
    const bytes = await this.at(keys.campaign(id), (client) => client.getBuffer(keys.campaign(id)));
    if (bytes === null) throw new UsageError(`${where}: the broker does not have it`);
    const campaign = await unpacked(bytes, campaignSchema, where);
    if (campaign.id !== id || campaignId(campaign) !== id) throw new UsageError(`${where}: its id is not its hash`);
    return campaign;
  }

  /** The one whose id begins with `prefix`; without it the newest. Throws a UsageError if there is none, or several. */
  async findCampaign(prefix: string | undefined): Promise<QueuedCampaign> {
    const all = await this.campaigns();
    const [found, other] = prefix === undefined ? all.slice(0, 1) : all.filter(({ id }) => id.startsWith(prefix));
    const ids = all.map(({ id }) => shortId(id));
    const here = ids.length === 0 ? 'there is none; `lastbit campaign add` adds one' : `there are ${some(ids)}`;
    const asked = prefix === undefined ? 'campaign' : `campaign ${prefix}`;
    if (found === undefined) throw new UsageError(line`${this.where(asked)}: ${here}`);
    if (other === undefined) return this.campaign(found.id);
    throw new UsageError(line`${this.where('campaign')} ${prefix}: several begin so; ${here}`);
  }

  /** Keeps the result of a job if it is the first one, and else compares it with the first one. */
  async keepResult(result: JobResult): Promise<Kept> {
    const { job, machine, digest } = result;
    const [key, bytes] = [keys.results(job.campaign), await packed(result)];
    const isFirst = await this.at(key, (client) => client.hsetnx(key, String(job.number), bytes));
    if (isFirst === 1) return 'first';
    const first = await this.result(job.campaign, job.number);
    if (first === undefined || first.digest === digest) return 'equal';
    if (canonicalJson(first.machine) !== canonicalJson(machine)) return 'other-machine';
    const disagreement: Disagreement = { job, machine, digests: [first.digest, digest] };
    const news = keys.news(job.campaign);
    await this.at(news, (client) => client.sadd(news, canonicalJson(disagreement)));
    return disagreement;
  }

  hasResult({ campaign, number }: QueuedJob): Promise<boolean> {
    const key = keys.results(campaign);
    return this.at(key, (client) => client.hexists(key, String(number))).then((found) => found === 1);
  }

  async result(campaign: string, number: number): Promise<JobResult | undefined> {
    const key = keys.results(campaign);
    const bytes = await this.at(key, (client) => client.hgetBuffer(key, String(number)));
    if (bytes === null) return undefined;
    const where = this.where(`campaign ${shortId(campaign)}, job ${number}`);
    const result = await unpacked(bytes, resultSchema, where);
    const { job } = result;
    if (job.campaign === campaign && job.number === number) return result;
    throw new UsageError(`${where}: the result of another job, ${job.number} of ${shortId(job.campaign)}`);
  }

  async doneCount(campaign: string): Promise<number> {
    return this.at(keys.results(campaign), (client) => client.hlen(keys.results(campaign)));
  }

  /** The numbers of the jobs that have a result, in order. */
  async doneNumbers(campaign: string): Promise<readonly number[]> {
    return numbersOf(await this.at(keys.results(campaign), (client) => client.hkeys(keys.results(campaign))));
  }

  /** Keeps what is known of a job that was given up; a later record, which may have its culprit, replaces it. */
  async keepQuarantined(quarantined: Quarantined): Promise<void> {
    const { campaign, number } = quarantined.job;
    const key = keys.quarantine(campaign);
    await this.at(key, (client) => client.hset(key, String(number), JSON.stringify(quarantined)));
  }

  async quarantined(campaign: string): Promise<readonly Quarantined[]> {
    const where = this.where(`campaign ${shortId(campaign)}, quarantine`);
    const all = await this.at(keys.quarantine(campaign), (client) => client.hvals(keys.quarantine(campaign)));
    return all
      .map((text) => parsed(text, quarantinedSchema, where))
      .sort((one, other) => one.job.number - other.job.number);
  }

  async quarantinedNumbers(campaign: string): Promise<readonly number[]> {
    return numbersOf(await this.at(keys.quarantine(campaign), (client) => client.hkeys(keys.quarantine(campaign))));
  }

  /** The jobs may be tried again. */
  async forgetQuarantined(campaign: string, numbers: readonly number[]): Promise<void> {
    const key = keys.quarantine(campaign);
    if (numbers.length > 0) await this.at(key, (client) => client.hdel(key, ...numbers.map(String)));
  }

  async news(campaign: string): Promise<readonly Disagreement[]> {
    const where = this.where(`campaign ${shortId(campaign)}, news`);
    const all = await this.at(keys.news(campaign), (client) => client.smembers(keys.news(campaign)));
    return all
      .map((text) => parsed(text, disagreementSchema, where))
      .sort((one, other) => one.job.number - other.job.number);
  }

  /** Shows a worker for some seconds. */
  async showWorker(worker: LivingWorker, seconds: number): Promise<void> {
    await this.client.set(keys.worker(worker.id), JSON.stringify(worker), 'EX', seconds);
    await this.client.sadd(keys.workers, worker.id);
  }

  async forgetWorker(id: string): Promise<void> {
    await this.client.del(keys.worker(id));
    await this.client.srem(keys.workers, id);
  }

  /** Those that showed themselves lately. */
  async workers(): Promise<readonly LivingWorker[]> {
    const ids = await this.at(keys.workers, (client) => client.smembers(keys.workers));
    if (ids.length === 0) return [];
    const texts = await this.client.mget(ids.map(keys.worker));
    const gone = ids.filter((_, index) => texts[index] === null);
    if (gone.length > 0) await this.client.srem(keys.workers, ...gone);
    const where = this.where('a worker');
    return texts.flatMap((text) => (typeof text === 'string' ? [parsed(text, workerSchema, where)] : []));
  }

  /** The abilities by the names of their queues. What is no ability is left out. */
  async queues(): Promise<ReadonlyMap<string, Ability>> {
    const found = new Map<string, Ability>();
    const all = await this.at(keys.queues, (client) => client.hgetall(keys.queues));
    for (const [name, text] of Object.entries(all)) {
      const ability = abilityIn(text);
      if (ability !== undefined && queueName(ability) === name) found.set(name, ability);
    }
    return found;
  }
}

function abilityIn(text: string): Ability | undefined {
  try {
    return parsed(text, abilitySchema, 'queue');
  } catch {
    return undefined;
  }
}

const numbersOf = (fields: readonly string[]): readonly number[] =>
  fields
    .filter((field) => /^\d{1,15}$/.test(field))
    .map(Number)
    .sort((one, other) => one - other);

const mostNamed = 5;

const some = (ids: readonly string[]): string =>
  `${ids.slice(0, mostNamed).join(', ')}${ids.length > mostNamed ? ` and ${ids.length - mostNamed} more` : ''}`;
