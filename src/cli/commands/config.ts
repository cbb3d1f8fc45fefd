import type { Command } from '@commander-js/extra-typings';
import { places } from '../../places/places.ts';
import { defaultQueue, queueVariable, withoutPassword } from '../../queue/address.ts';
import type { Config } from '../../schemas/config-schema.ts';
import { formatJson } from '../../text/json.ts';
import { fixedSeed } from '../campaign/campaign-settings.ts';
import { configNames, loadConfig } from '../config.ts';
import { defaultCases, defaultSeconds } from './verify.ts';

/** One setting that is in force, and where its value comes from: the configuration file, or `default`. */
interface Setting {
  readonly name: string;
  readonly value: string;
  readonly from: string;
}

/** `lastbit config`: what is in force where no option says otherwise. */
export function configCommand(program: Command): void {
  program
    .command('config')
    .option('--json', 'print one JSON object')
    .action(async ({ json }) => {
      const loaded = await loadConfig();
      const settings = settingsOf(loaded?.config ?? {}, loaded?.path ?? '');
      if (json === true) process.stdout.write(formatJson({ file: loaded?.path ?? null, settings }));
      else process.stdout.write(`${[headOf(loaded?.path), ...tableOf(settings)].join('\n')}\n`);
    });
}

function headOf(path: string | undefined): string {
  if (path !== undefined) return `${path}; an option of the command line stands above it.`;
  return `No configuration file: there is no ${configNames.join(', ')} in this folder or above it.`;
}

function settingsOf(
  { engines = {}, engineTimeout, engineStartTimeout, claims, corpus, queue, seeds = {}, limits, aim = {} }: Config,
  file: string,
): readonly Setting[] {
  const setting = (name: string, value: number | string | undefined, usual: string): Setting =>
    value === undefined ? { name, value: usual, from: 'default' } : { name, value: `${value}`, from: file };
  const seed = (name: keyof typeof seeds, usual: string): Setting => setting(`seeds.${name}`, seeds[name], usual);
  const usualCases = limits === undefined ? `verify: ${defaultCases}` : 'no limit';
  const usualSeconds = limits === undefined ? `fuzz: ${defaultSeconds}` : 'no limit';
  return [
    ...Object.entries(engines).map(([name, command]) => setting(`engines.${name}`, command, '')),
    setting('engineTimeout', engineTimeout, '30'),
    setting('engineStartTimeout', engineStartTimeout, '120'),
    ...(claims ?? []).map((path) => setting('claims', path, '')),
    setting('corpus', corpus, places.corpus),
    queueSetting(queue, file),
    seed('verify', `${fixedSeed}`),
    seed('fuzz', 'a new one each time'),
    seed('start', 'a new one each time'),
    seed('behaviours', `${fixedSeed}`),
    seed('explain', '2018'),
    seed('reveal', '2018'),
    ...Object.entries(aim).map(([name, value]) => setting(`aim.${name}`, [value].flat().join(' '), '')),
    setting('limits.cases', limits?.cases, usualCases),
    setting('limits.seconds', limits?.seconds, usualSeconds),
  ];
}

/** Without its password. The environment stands above the file. */
function queueSetting(queue: string | undefined, file: string): Setting {
  const variable = process.env[queueVariable] ?? '';
  const [value, from] =
    variable !== '' ? [variable, queueVariable] : queue === undefined ? [defaultQueue, 'default'] : [queue, file];
  return { name: 'queue', value: withoutPassword(value), from };
}

function tableOf(settings: readonly Setting[]): readonly string[] {
  const width = (of: (one: Setting) => string): number => Math.max(...settings.map((one) => of(one).length));
  const [names, values] = [width(({ name }) => name), width(({ value }) => value)];
  return settings.map(({ name, value, from }) => `${name.padEnd(names)}  ${value.padEnd(values)}  ${from}`);
}
