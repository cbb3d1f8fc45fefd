import { type PreparedSubject, prepareSubjects } from '../../../check/prepared-subject.ts';
import { allClaims } from '../../../claims/all-claims.ts';
import type { Claim } from '../../../claims/claim.ts';
import { outputClaimOf } from '../../../claims/user-claim.ts';
import { type AnyEntry, isCaseEntry } from '../../../corpus/entry.ts';
import type { EngineEvent, EngineStatistics, Subject } from '../../../engines/engine.ts';
import { parseUserEngines } from '../../../engines/user-engine.ts';
import { line } from '../../../errors/printable.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import type { RunFacts } from '../../../fuzz/campaign-merge.ts';
import { gatherCampaign, type ShownHere, showsHere } from '../../../fuzz/gathered-campaign.ts';
import type { CampaignHead, RangeRecord } from '../../../fuzz/range-record.ts';
import { proposeWorstCases } from '../../../fuzz/worst-cases.ts';
import { liveFinding } from '../../../text/finding-lines.ts';
import { type LiveLine, liveLine } from '../../../text/live-line.ts';
import { counted } from '../../../text/numbers.ts';
import { readKnowledge } from '../../campaign/campaign-knowledge.ts';
import { type OutputOptions, tellCampaign } from '../../campaign/campaign-outputs.ts';
import { type CampaignSettings, sourceOf } from '../../campaign/campaign-settings.ts';
import { listenForInterruption } from '../../interruption.ts';
import { type EngineOptions, engineOptionsOf, openEngines } from '../../open-engines.ts';
import { readUserClaims } from '../../user-claims.ts';

/** A campaign that was judged elsewhere. */
export interface Gathered {
  readonly head: CampaignHead;
  readonly settings: Omit<CampaignSettings, 'claimFiles'>;
  /** Each range once, in order. They are read once. */
  readonly records: Iterable<RangeRecord> | AsyncIterable<RangeRecord>;
  /** Lines to say on standard error. */
  readonly notes?: readonly string[];
  /** Asked when all records are read. */
  readonly facts: (so: SoFar) => RunFacts;
  /**
   * What the corpus held when the campaign began; by default what it holds now. A campaign that is reported twice then
   * says the same.
   */
  readonly known?: readonly AnyEntry[];
}

/** What this process knows of itself. */
export interface SoFar {
  readonly elapsedMs: number;
  readonly engines: readonly EngineStatistics[];
}

/** The options of a command that reports such a campaign. */
export interface GatheredOptions extends OutputOptions, EngineOptions {
  readonly corpus: string;
  readonly claims?: readonly string[] | undefined;
}

/**
 * Reports a campaign that was judged elsewhere, as `verify` reports its own: every counterexample is replayed on this
 * machine before it counts, those that count are written, and larger errors than the corpus has are proposed.
 */
export async function reportGathered(
  { head, settings, records, notes = [], facts, known: atBeginning }: Gathered,
  command: string,
  options: GatheredOptions,
): Promise<void> {
  const [date, started] = [new Date().toISOString(), performance.now()];
  const live = liveLine();
  const events: EngineEvent[] = [];
  const userEngines = parseUserEngines(options.engine ?? []);
  const users = await readUserClaims(options.claims ?? []);
  const interruption = listenForInterruption();
  const registry = await openEngines(engineOptionsOf(options), {
    ...{ say: live.say, hurry: interruption.hurry, stop: interruption.signal },
    onEvent: (event) => void events.push(event),
  });
  const place = { corpus: options.corpus, engines: userEngines, claims: options.claims ?? [] };
  try {
    const known = atBeginning ?? readKnowledge(options.corpus, registry, users, live.say).known;
    const soFar = (): SoFar => ({ elapsedMs: performance.now() - started, engines: registry.statistics() });
    const replays = new Replays(registry.subjects, [...allClaims, ...users.map(outputClaimOf)]);
    for (const note of notes) live.say(note);
    const merging = told(records, live, interruption.signal);
    const campaign = await gatherCampaign(head, merging, () => facts(soFar()), {
      ...{ known, corpus: options.corpus },
      shown: (entry) => replays.shown(entry),
      onFinding: (finding) => live.say(liveFinding(finding, place)),
      onUnknown: ({ claim, id }, because) => live.say(line`NOT REPLAYED HERE  ${claim}/${id}: ${because}`),
    });
    for (const { claim, id, because } of campaign.jobs.notShown ?? [])
      live.say(line`DOES NOT SHOW HERE  ${claim}/${id}: ${because}`);
    live.show('searching for worst cases');
    const source = sourceOf(settings, users);
    const worstCases = await proposeWorstCases(campaign, source, registry.subjects, known, interruption.signal);
    live.end();
    await tellCampaign({ ...campaign, worstCases }, options, { place, command, date, registry, events });
  } finally {
    await interruption.close(registry);
  }
}

/** Tells of records that are merged. After a signal nothing is told, because the rest would be missing. */
async function* told(
  records: Gathered['records'],
  live: LiveLine,
  signal: AbortSignal,
): AsyncGenerator<RangeRecord, void> {
  let ranges = 0;
  for await (const record of records) {
    if (signal.aborted) throw new UsageError('interrupted before all records were merged; nothing was written');
    yield record;
    ranges += 1;
    live.show(`${counted(ranges, 'range')} merged`);
  }
}

/** Replays entries one after another. A subject is prepared when the first entry names it. */
class Replays {
  private readonly subjects: readonly Subject[];
  private readonly claims: readonly Claim[];
  private readonly ready: PreparedSubject[] = [];
  private readonly missing = new Map<string, string>();

  constructor(subjects: readonly Subject[], claims: readonly Claim[]) {
    this.subjects = subjects;
    this.claims = claims;
  }

  async shown(entry: AnyEntry): Promise<ShownHere> {
    const partner = isCaseEntry(entry) ? entry.partner : undefined;
    const ids = [entry.subject.id, ...(partner === undefined ? [] : [partner.id])];
    const isNew = ({ id }: Subject): boolean =>
      ids.includes(id) && !this.missing.has(id) && !this.ready.some((one) => one.id === id);
    const { ready, missing } = await prepareSubjects(this.subjects.filter(isNew));
    this.ready.push(...ready);
    for (const { id, reason, howToGetIt } of missing) this.missing.set(id, `${reason}; to get it: ${howToGetIt}`);
    const because = ids.map((id) => this.missing.get(id)).find((reason) => reason !== undefined);
    if (because !== undefined) return { state: 'unknown', because };
    return showsHere(entry, this.ready, this.claims);
  }
}
