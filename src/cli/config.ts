import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CommandUnknownOpts } from '@commander-js/extra-typings';
import * as v from 'valibot';
import { issueText } from '../corpus/issue-text.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readText } from '../files/read-input.ts';
import { readJson } from '../files/read-json.ts';
import { queueVariable } from '../queue/address.ts';
import { type Config, configSchema } from '../schemas/config-schema.ts';

/** The names of a configuration file. TypeScript is read where Node or a checkout reads it. */
export const configNames: readonly string[] = ['json', 'js', 'mjs', 'ts', 'mts'].map((end) => `lastbit.config.${end}`);

/** A configuration as it was read; its paths are from the current folder. */
export interface LoadedConfig {
  readonly path: string;
  readonly config: Config;
}

/**
 * The configuration of the nearest folder that has one, from `folder` up. Throws a UsageError, one line that names the
 * file and the field, for one that is wrong, and for two in one folder.
 */
export async function loadConfig(folder: string = process.cwd()): Promise<LoadedConfig | undefined> {
  const found = configNames.map((name) => join(folder, name)).filter((path) => existsSync(path));
  const [path, other] = found;
  if (other !== undefined) throw new UsageError(`${path}: ${basename(other)} is beside it; keep one of them`);
  if (path !== undefined) demandTrusted(path);
  if (path !== undefined) return { path, config: fromHere(parsed(path, await contentOf(path)), dirname(path)) };
  const above = dirname(folder);
  return above === folder ? undefined : loadConfig(above);
}

/**
 * A configuration is code: it names programs. Anybody could leave one in a folder such as /tmp for whoever works below.
 */
function demandTrusted(path: string): void {
  const { uid } = statSync(path);
  const isOwn = process.geteuid === undefined || uid === process.geteuid() || uid === 0;
  if (isOwn || (statSync(dirname(path)).mode & 0o002) === 0) return;
  const what = 'it belongs to another user, and all users may write to its folder';
  throw new UsageError(`${path}: ${what}; remove it, or work elsewhere`);
}

async function contentOf(path: string): Promise<unknown> {
  if (path.endsWith('.json')) return readJson(path);
  // The import of a FIFO would never end.
  readText(path);
  try {
    return (await import(pathToFileURL(path).href)).default;
  } catch (error) {
    throw new UsageError(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function parsed(path: string, content: unknown): Config {
  // To valibot an array is an object.
  if (Array.isArray(content)) throw new UsageError(`${path}: the whole: an array, not an object`);
  const result = v.safeParse(configSchema, content);
  if (result.success) return result.output;
  throw new UsageError(`${path}: ${issueText(result.issues)}`);
}

function fromHere(config: Config, folder: string): Config {
  const here = (path: string): string => relative(process.cwd(), resolve(folder, path)) || '.';
  const { claims, corpus } = config;
  return {
    ...config,
    ...(claims === undefined ? {} : { claims: claims.map(here) }),
    ...(corpus === undefined ? {} : { corpus: here(corpus) }),
  };
}

/** The options of a command that a configuration can give, unless the command line does. */
const aims = ['shape', 'stride', 'dilation', 'padding', 'terms', 'op'];
const limited = ['seed', 'cases', 'seconds'];
const engineOptions = ['engine', 'engineTimeout', 'engineStartTimeout'];
const configurable = [...engineOptions, 'jobs', 'claims', 'corpus', 'queue', ...limited, ...aims];

/** Gives a command the options that the configuration has and the command line has not. */
export async function applyConfig(command: CommandUnknownOpts): Promise<void> {
  const options = command.options.map((option) => option.attributeName()).filter((name) => configurable.includes(name));
  if (options.length === 0) return;
  const loaded = await loadConfig();
  if (loaded === undefined) return;
  const isGiven = (name: string): boolean => command.getOptionValueSource(name) === 'cli';
  for (const [name, value] of Object.entries(valuesOf(loaded.config, command))) {
    if (value === undefined || !options.includes(name)) continue;
    if (name === 'engine') addEngines(command, value as readonly string[]);
    else if (!isGiven(name)) command.setOptionValueWithSource(name, value, 'config');
  }
}

function valuesOf(config: Config, command: CommandUnknownOpts) {
  const { engines, engineTimeout, engineStartTimeout, jobs, claims, corpus, queue, seeds, limits, aim } = config;
  const name = command.name();
  // `campaign add` tries on many machines what `verify` tries on one.
  const isCampaign = ['verify', 'fuzz', 'add'].includes(name);
  // One limit on the command line stands for both.
  const isLimited = ['cases', 'seconds'].some((limit) => command.getOptionValueSource(limit) === 'cli');
  const limitedBy = isCampaign && !isLimited ? limits : undefined;
  // So does one aim on the command line for all of them. `reveal` has options of the same names.
  const isAimed = aims.some((name) => command.getOptionValueSource(name) === 'cli');
  const { shapes: shape, ...rest } = (isCampaign && !isAimed ? aim : undefined) ?? {};
  // The environment stands above a configuration, and `--local` names another broker.
  const isQueueGiven = (process.env[queueVariable] ?? '') !== '' || command.getOptionValueSource('local') === 'cli';
  const text = (number: number | undefined): string | undefined => number?.toString();
  return {
    engine: Object.entries(engines ?? {}).map(([engine, words]) => `${engine}=${words}`),
    ...{
      engineTimeout: text(engineTimeout),
      engineStartTimeout: text(engineStartTimeout),
      jobs: text(jobs),
      claims,
      corpus,
      queue: isQueueGiven ? undefined : queue,
      seed: text(seeds?.[(name === 'add' ? 'verify' : name) as keyof typeof seeds]),
    },
    ...{ cases: text(limitedBy?.cases), seconds: text(limitedBy?.seconds) },
    ...{ shape, ...rest },
  };
}

/** An engine of the command line stands for the one of the configuration that has its name. */
function addEngines(command: CommandUnknownOpts, configured: readonly string[]): void {
  const given = (command.getOptionValue('engine') ?? []) as readonly string[];
  const nameOf = (text: string): string => text.split('=')[0]!.trim();
  const names = given.map(nameOf);
  const engines = [...configured.filter((text) => !names.includes(nameOf(text))), ...given];
  if (engines.length > 0) command.setOptionValueWithSource('engine', engines, 'config');
}
