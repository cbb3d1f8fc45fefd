import { setMaxListeners } from 'node:events';
import { AsideClient } from './aside.ts';
import type { EngineEvent, Registry, Subject } from './engine.ts';
import { type EngineEntry, type EngineSetting, operationsOf, withThreads } from './engine-entry.ts';
import { engineTable } from './engine-table.ts';
import { findEngine, type Missing } from './find-engine.ts';
import type { ClientOptions, OnWaiting } from './process/client-options.ts';
import { EngineClient } from './process/engine-client.ts';
import type { Launch } from './process/engine-process.ts';
import { Hangs } from './process/hangs.ts';
import { formatsOf, type Hello, operations } from './protocol/messages.ts';
import { foreignSubject, lastbitSubjects, missingSubject } from './subjects.ts';
import { splitWords } from './user-engine.ts';

export interface RegistryOptions {
  /** Name → command line of programs that speak docs/protocol.md; see user-engine.ts. */
  readonly userEngines?: Readonly<Record<string, string>>;
  readonly requestTimeoutMs?: number;
  /** How long an engine may take to say hello. Default `usualStartMs`. */
  readonly startTimeoutMs?: number | undefined;
  readonly onEvent?: (event: EngineEvent) => void;
  /** Told now and then while a request waits. */
  readonly onWaiting?: OnWaiting;
  /** To be aborted when lastbit is about to end: then no request waits longer than a second. */
  readonly hurry?: AbortSignal;
  /** To be aborted at a signal: then all requests of an engine together wait no longer than a second. */
  readonly stop?: AbortSignal;
  /** Names of engines to open. Default: lastbit, the required ones, and those of `onDemand`. */
  readonly engines?: readonly string[];
  /** Which engines on demand to open: none (the default), those that are installed, or all. */
  readonly onDemand?: 'none' | 'installed' | 'all';
  /** Threads of engines in the table that can be told. Default: one. */
  readonly threads?: number;
}

interface Group {
  readonly subjects: readonly Subject[];
  readonly client: EngineClient | undefined;
  readonly aside?: AsideClient;
}

/**
 * Opens all subjects: those of lastbit, then those of the table, then those of the user. Engines of the table start at
 * their first request. A user's engine starts at once, because only it knows its operations. Never throws for a missing
 * engine: its subjects say why and how to get it.
 */
export async function openRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { userEngines = {}, requestTimeoutMs = 30_000, startTimeoutMs, onEvent = () => {} } = options;
  const { onDemand = 'none' } = options;
  const isPresent = (entry: EngineEntry): boolean => !('kind' in findEngine(entry, entry.settings[0]!));
  const wanted = (entry: EngineEntry): boolean =>
    options.engines?.includes(entry.name) ??
    (entry.required || onDemand === 'all' || (onDemand === 'installed' && isPresent(entry)));
  const { onWaiting, hurry, stop } = options;
  // Clients that are opened aside listen too.
  for (const signal of [hurry, stop]) if (signal !== undefined) setMaxListeners(0, signal);
  const clientOptions = {
    ...{ requestTimeoutMs, startTimeoutMs, onEvent },
    ...(onWaiting === undefined ? {} : { onWaiting }),
    ...(hurry === undefined ? {} : { hurry }),
    ...(stop === undefined ? {} : { stop }),
  };
  const known = engineTable.filter(wanted).flatMap((entry) =>
    entry.settings
      // What needs a GPU is a row of the list of all, and takes part where there is one.
      .filter((setting) => setting.gpu !== true || onDemand === 'all' || !('kind' in findEngine(entry, setting)))
      .map((setting) => knownEngine(entry, threaded(setting, options.threads), clientOptions)),
  );
  const users = Object.entries(userEngines).map(([name, command]) => userEngine(name, command, clientOptions));
  const groups = [...known, ...(await Promise.all(users))];
  const clients = groups.flatMap(({ client }) => (client === undefined ? [] : [client]));
  return {
    subjects: [
      ...((options.engines?.includes('lastbit') ?? true) ? lastbitSubjects() : []),
      ...groups.flatMap(({ subjects }) => subjects),
    ],
    statistics: () =>
      clients.map(({ statistics }) => statistics).filter(({ requests, restarts }) => requests + restarts > 0),
    renew: () => {
      for (const client of clients) client.renew();
    },
    rest: async () => {
      await Promise.all(clients.map((client) => client.rest()));
    },
    close: async () => {
      const asides = groups.flatMap(({ aside }) => (aside === undefined ? [] : [aside]));
      await Promise.all([...clients, ...asides].map((client) => client.close()));
    },
  };
}

function threaded(setting: EngineSetting, threads: number | undefined): EngineSetting {
  return threads === undefined ? setting : (withThreads(setting, threads) ?? setting);
}

function knownEngine(entry: EngineEntry, setting: EngineSetting, options: ClientOptions): Group {
  const names = operationsOf(entry, setting).flatMap(({ operation, formats: offered }) =>
    offered.map((format) => ({
      engine: entry.name,
      operation,
      format,
      ...(setting.name === undefined ? {} : { setting: setting.name }),
    })),
  );
  const found = findEngine(entry, setting);
  if ('kind' in found) return { subjects: names.map((name) => missingSubject(name, found)), client: undefined };
  const named = setting.name === undefined ? entry.name : `${entry.name}@${setting.name}`;
  const { client, aside } = clientsOf(named, found, { ...options, outputsAtOnce: entry.outputsAtOnce });
  const howToGetIt = entry.needs ?? entry.howToGetIt ?? 'npm ci';
  return { subjects: names.map((name) => foreignSubject(name, client, aside, howToGetIt)), client, aside };
}

/** The clients of an engine share its hangs: aside it is waited for once, so that one wait is left for a campaign. */
function clientsOf(name: string, launch: Launch, options: ClientOptions) {
  const hangs = new Hangs();
  const silent = { ...options, onEvent: () => {}, hangs: hangs.aside() };
  return {
    client: new EngineClient(name, launch, { ...options, hangs }),
    aside: new AsideClient(() => new EngineClient(name, launch, silent)),
  };
}

/** What is usually missing in an engine in Python. */
const hints = [
  {
    said: /No module named '?lastbit_engine/,
    hint: 'pip install PATH/python, where PATH is a checkout of lastbit (docs/python.md)',
  },
  {
    said: /ended with status 0$/,
    hint: 'let the program answer hello before it ends (docs/protocol.md); in Python by run("NAME") in its last line',
  },
] as const;

async function userEngine(name: string, command: string, options: ClientOptions): Promise<Group> {
  const [program = '', ...words] = splitWords(command);
  const launch = { command: program, words, environment: {} };
  const { client, aside } = clientsOf(name, launch, options);
  const howToGetIt = `make the command ${JSON.stringify(command)} answer hello as docs/protocol.md says`;
  const gone = (reason: string): Group => {
    const hint = hints.find(({ said }) => said.test(reason))?.hint;
    const missing: Missing = { kind: 'missing', reason, howToGetIt: hint ?? howToGetIt };
    return { subjects: [missingSubject({ engine: name, operation: 'conv2d', format: 'binary32' }, missing)], client };
  };
  try {
    const names = namesOf(name, await client.hello());
    if (names.length === 0) return gone('it offers none of the operations of docs/protocol.md');
    return { subjects: names.map((subject) => foreignSubject(subject, client, aside, howToGetIt)), client, aside };
  } catch (error) {
    return gone(`it does not start: ${(error as Error).message}`);
  }
}

function namesOf(engine: string, hello: Hello) {
  return operations.flatMap((operation) => {
    const offered = hello.operations.filter(({ name }) => name === operation).flatMap((item) => item.formats);
    const known = formatsOf(hello.protocol);
    return known.filter((format) => offered.includes(format)).map((format) => ({ engine, operation, format }));
  });
}
