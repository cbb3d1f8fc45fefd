import type { EngineEvent, Registry } from '../engines/engine.ts';
import { openRegistry, type RegistryOptions } from '../engines/registry.ts';
import { parseUserEngines } from '../engines/user-engine.ts';
import { parseBetween } from './options.ts';
import { Waits } from './waits.ts';

/** The options of a command that asks engines, as texts. */
export interface EngineOptions {
  readonly engine?: readonly string[] | undefined;
  readonly engineTimeout?: string | undefined;
  readonly engineStartTimeout?: string | undefined;
}

/** These options alone, so that they can be sent to a worker. */
export const engineOptionsOf = ({ engine, engineTimeout, engineStartTimeout }: EngineOptions): EngineOptions => ({
  ...{ engine, engineTimeout, engineStartTimeout },
});

export interface Telling {
  /** Prints a line; by default on standard error. */
  readonly say?: (line: string) => void;
  /** Gets every event, also those that are not printed. */
  readonly onEvent?: (event: EngineEvent) => void;
  /** See RegistryOptions. */
  readonly hurry?: AbortSignal;
  readonly stop?: AbortSignal;
  /** Whether engines on demand that are missing have their rows, too. */
  readonly withMissing?: boolean;
}

/** Throws a UsageError for an option that is wrong. */
export function parseEngineOptions({
  engine,
  engineTimeout: limit,
  engineStartTimeout: start,
}: EngineOptions): Pick<RegistryOptions, 'userEngines' | 'requestTimeoutMs' | 'startTimeoutMs'> {
  const ms = (option: string, text: string): number => 1000 * parseBetween(option, text, 1, 86_400);
  return {
    userEngines: parseUserEngines(engine ?? []),
    ...(limit === undefined ? {} : { requestTimeoutMs: ms('--engine-timeout', limit) }),
    ...(start === undefined ? {} : { startTimeoutMs: ms('--engine-start-timeout', start) }),
  };
}

/** How a value of `--engine` names a model instead of a program: `mine=model:FILE`. */
const modelMark = 'model:';

/** Restarts of one engine that are told; the statistics count them all. */
const mostRestartsTold = 3;

/**
 * Opens the engines of a command. Says on standard error what they are waited for, and when they crash, hang or are
 * given up. Throws a UsageError for an option that is wrong.
 */
export async function openEngines(options: EngineOptions, telling: Telling = {}): Promise<Registry> {
  const { say = (line) => process.stderr.write(`${line}\n`), onEvent, hurry, stop } = telling;
  const restarts = new Map<string, number>();
  const waits = new Waits(say);
  const { userEngines = {}, ...limits } = parseEngineOptions(options);
  const given = Object.entries(userEngines);
  const isModel = ([, command]: readonly [string, string]): boolean => command.startsWith(modelMark);
  // Loaded late: most runs have none.
  const models = given.some(isModel)
    ? (await import('./open-models.ts')).openModels(
        given.filter(isModel).map(([name, command]) => [name, command.slice(modelMark.length)]),
      )
    : [];
  const registry = await openRegistry({
    ...limits,
    onDemand: telling.withMissing === true ? 'all' : 'installed',
    userEngines: Object.fromEntries(given.filter((one) => !isModel(one))),
    ...(hurry === undefined ? {} : { hurry }),
    ...(stop === undefined ? {} : { stop }),
    onWaiting: (engine, waitedMs, limitMs, then, isStart) => {
      const option = isStart ? '--engine-start-timeout' : '--engine-timeout';
      const limit = `the limit is ${rounded(limitMs)} s (${option}), ${then}`;
      waits.tell(engine, `${isStart ? 'not ready' : 'no answer'} for ${rounded(waitedMs)} s`, limit);
    },
    onEvent: (event) => {
      onEvent?.(event);
      const before = restarts.get(event.engine) ?? 0;
      if (event.kind === 'restarted') restarts.set(event.engine, before + 1);
      if (event.kind === 'failed' || before < mostRestartsTold) say(inWords(event));
    },
  });
  return models.length === 0 ? registry : { ...registry, subjects: [...registry.subjects, ...models] };
}

function inWords(event: EngineEvent): string {
  const what = event.kind === 'restarted' ? 'restarted' : event.final ? 'given up' : 'a batch was lost';
  return `${event.engine}: ${what}: ${event.reason}`;
}

const rounded = (ms: number): number => Number((ms / 1000).toPrecision(2));
