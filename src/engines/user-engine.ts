import { UsageError } from '../errors/usage-error.ts';
import { engineTable } from './engine-table.ts';

/** A user's program that speaks docs/protocol.md. `command` is one line, as given. */
export interface UserEngine {
  readonly name: string;
  readonly command: string;
}

/** Whether an engine of this name is a program of the user's own. */
export function isUserEngine(name: string): boolean {
  return name !== 'lastbit' && !engineTable.some((entry) => entry.name === name);
}

/**
 * Parses NAME=COMMAND, the value of `--engine`. Throws a UsageError for anything else, and for the name of a known
 * engine.
 */
export function parseUserEngine(text: string): UserEngine {
  const [, name, command] = /^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || command === undefined) {
    throw new UsageError(
      `--engine ${JSON.stringify(text)}: not NAME=COMMAND, as in mine="python3 my_engine.py"; ` +
        'a name has letters, digits and . _ -',
    );
  }
  if (!isUserEngine(name)) {
    throw new UsageError(`--engine ${JSON.stringify(text)}: ${name} is an engine of lastbit; take another name`);
  }
  if (splitWords(command).length === 0)
    throw new UsageError(`--engine ${JSON.stringify(text)}: the command is empty; give a program`);
  return { name, command: command.trim() };
}

/** Parses several values of `--engine`, by name. Throws a UsageError if a name is given twice. */
export function parseUserEngines(texts: readonly string[]): Readonly<Record<string, string>> {
  const engines = new Map<string, string>();
  for (const text of texts) {
    const { name, command } = parseUserEngine(text);
    if (engines.has(name))
      throw new UsageError(`--engine ${JSON.stringify(text)}: ${name} is given twice; take another name`);
    engines.set(name, command);
  }
  return Object.fromEntries(engines);
}

/**
 * Splits a command line into words, without a shell. Blanks separate words. '…' keeps everything in it. "…" keeps
 * everything but \" and \\. Outside quotes, \ keeps the next character. There are no variables, patterns or pipes.
 * Throws a UsageError for a quote without an end.
 */
export function splitWords(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let place = 0; place < text.length; place++) {
    const letter = text[place] as string;
    const next = text[place + 1];
    if (letter === '\\' && quote !== "'" && next !== undefined && (quote === '' || next === '"' || next === '\\')) {
      word = (word ?? '') + next;
      place++;
    } else if (quote !== '') {
      if (letter === quote) quote = '';
      else word += letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + letter;
  }
  if (quote !== '') throw new UsageError(`the quote ${quote} in ${JSON.stringify(text)} is not closed`);
  if (word !== undefined) words.push(word);
  return words;
}
