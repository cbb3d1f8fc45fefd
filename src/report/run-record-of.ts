import { allClaims } from '../claims/all-claims.ts';
import type { Availability, EngineEvent, Registry } from '../engines/engine.ts';
import { machineRecord } from '../engines/machine.ts';
import { lastbitVersion as version } from '../engines/subjects.ts';
import { claimRecordOf } from './claim-record.ts';
import type { EngineRecord, RunRecord } from './run-record.ts';

/** What a run has so far. Parts that it did not reach are absent. */
export interface RunSoFar
  extends Pick<RunRecord, 'date' | 'seed' | 'command' | 'explanation' | 'campaign' | 'findings' | 'interrupted'> {
  readonly registry?: Registry;
  readonly events: readonly EngineEvent[];
}

/** The record that `run.json` holds and that the page is drawn from. */
export async function runRecordOf({ registry, events, ...run }: RunSoFar): Promise<RunRecord> {
  return {
    ...{ version, machine: machineRecord(), claims: allClaims.map(claimRecordOf), ...run },
    engines: registry === undefined ? [] : await enginesOf(registry, events, run),
  };
}

async function enginesOf(
  registry: Registry,
  events: readonly EngineEvent[],
  { campaign, explanation, interrupted }: Omit<RunSoFar, 'registry' | 'events'>,
): Promise<readonly EngineRecord[]> {
  const isInterrupted = interrupted !== undefined;
  // An engine that nothing was about is not started for its version.
  const rows = [...(campaign?.rows ?? []), ...(explanation?.output.results ?? [])];
  const met = rows.map(({ subject }) => subject.split('/')[0]);
  const names = [...new Set(registry.subjects.map(({ engine }) => engine))].filter((name) => met.includes(name));
  return Promise.all(
    names.map(async (engine) => {
      const subjects = registry.subjects.filter((subject) => subject.engine === engine);
      const failure = events.find(
        (event) => event.kind === 'failed' && event.final && event.engine.split('@')[0] === engine,
      );
      // After an interruption engines are not asked again: they may be gone.
      const availability = isInterrupted ? undefined : await subjects[0]!.availability();
      const state = stateOf(availability, failure?.reason);
      return { engine, subjects: subjects.length, ...state };
    }),
  );
}

function stateOf(
  availability: Availability | undefined,
  failure: string | undefined,
): Omit<EngineRecord, 'engine' | 'subjects'> {
  if (failure !== undefined) return { state: 'failed', reason: failure };
  if (availability === undefined) return { state: 'ready' };
  if (availability.kind === 'ready') return { state: 'ready', version: availability.version };
  return { state: 'missing', reason: availability.reason, howToGetIt: availability.howToGetIt };
}
