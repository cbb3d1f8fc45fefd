import type { Subject } from '../engines/engine.ts';
import { absentOnDemand } from '../engines/find-engine.ts';
import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import { append } from './options.ts';

/**
 * The subjects that are named, in the order of the table: by id, or all of an engine by its name; all of them if
 * `names` is empty. `others` are further names that are allowed and select nothing here.
 */
export function chooseSubjects(
  option: string,
  subjects: readonly Subject[],
  names: readonly string[],
  others: readonly string[] = [],
): readonly Subject[] {
  const known = new Set([...subjects.flatMap(({ engine, id }) => [engine, id]), ...others]);
  for (const name of names) {
    if (known.has(name)) continue;
    const absent = absentOnDemand(name);
    if (absent !== undefined) throw new UsageError(`${option} ${shown(name)}: ${absent}`);
    const hint = `did you mean ${nearestText(name, [...known])}? \`npx lastbit engines\` lists them`;
    throw new UsageError(`${option} ${shown(name)}: there is no such subject or engine; ${hint}`);
  }
  return names.length === 0
    ? subjects
    : subjects.filter(({ id, engine }) => names.includes(id) || names.includes(engine));
}

/** The option by which a command that computes takes the user's own programs; `parseUserEngines` reads its texts. */
export const engineOption: readonly [flags: '--engine <name=command>', description: string, parse: typeof append] = [
  '--engine <name=command>',
  'add your own program, which speaks docs/protocol.md, as in mine="python3 my_engine.py", or a model that reveal ' +
    'wrote, as in mine=model:FILE (repeatable)',
  append,
];

/** The option by which a command limits its waits for engines. */
export const engineTimeoutOption: readonly [flags: '--engine-timeout <seconds>', description: string] = [
  '--engine-timeout <seconds>',
  'how long an engine may take for one answer before it counts as hung; by default 30',
];

/** The option by which a command limits its waits for engines that start. */
export const engineStartTimeoutOption: readonly [flags: '--engine-start-timeout <seconds>', description: string] = [
  '--engine-start-timeout <seconds>',
  'how long an engine may take to load its library and say hello; by default 120',
];
