import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readInput } from '../files/read-input.ts';
import { fragmentOf, longestLink } from '../link/link.ts';
import { type LinkedCase, type LinkedFile, type OptionValue, optionNames } from '../link/linked-case.ts';
import { places } from '../places/places.ts';
import { type NamedOutput, parseOutputs } from './commands/judge/parse-judge.ts';

/** As much as a page takes of one file. */
const largestFile = 2 ** 28;
const readable = /\.(?:npy|safetensors|json|csv|txt)$/i;
/** Options whose values are files. */
const ofFiles = ['image', 'kernel', 'bias'];

/**
 * A command as a question with its files, named without their folders. Throws a UsageError for a file that cannot be
 * read, or that the page does not read.
 */
export function questionOfCommand(
  command: LinkedCase['command'],
  operation: LinkedCase['operation'],
  paths: readonly string[],
  typed: object,
): LinkedCase {
  const files = new Map<string, LinkedFile>();
  const nameOf = (path: string): string => {
    const before = files.get(path);
    if (before !== undefined) return before.name;
    if (!readable.test(path))
      throw new UsageError(`--link: ${shown(path)}: a page reads .npy, .safetensors, .json, .csv and .txt files`);
    const base = basename(path);
    const isTaken = [...files.values()].some(({ name }) => name === base);
    const name = isTaken ? `${files.size}-${base}` : base;
    files.set(path, { name, content: readInput(path, largestFile) });
    return name;
  };
  const arrays = paths.map(nameOf);
  const outputOf = ({ name, path }: NamedOutput): string => (name === path ? nameOf(path) : `${name}=${nameOf(path)}`);
  const options = Object.fromEntries(
    Object.entries(typed).flatMap(([name, value]): [string, OptionValue][] => {
      if (!optionNames(command).includes(name)) return [];
      if (ofFiles.includes(name)) return [[name, nameOf(value)]];
      if (command === 'judge' && name === 'output') return [[name, parseOutputs(value).map(outputOf)]];
      // As the command has it where nothing is said.
      return usual[name] === value ? [] : [[name, value]];
    }),
  );
  return { command, operation, arrays, options, files: [...files.values()] };
}

const usual: Readonly<Record<string, string>> = { output: '0', seed: '2018' };

/** The page of a checkout, where `npm run site:page` puts it. */
const builtPage = join(places.program, 'site', 'dist', 'page', 'index.html');

/** The address of the page: what was given, LASTBIT_PAGE, or the page that was built in this checkout. */
export function pageAddress(given: string | undefined): string {
  const stated = given ?? process.env.LASTBIT_PAGE;
  if (stated !== undefined && stated !== '') return stated.replace(/#.*$/, '');
  if (existsSync(builtPage)) return pathToFileURL(builtPage).href;
  throw new UsageError('--link: where is the page? Give --link-base ADDRESS, or build it by `npm run site:page`');
}

/** Prints the link. Throws a UsageError for a question that is too large for one. */
export async function printLink(asked: LinkedCase, base: string | undefined): Promise<void> {
  const address = pageAddress(base);
  const fragment = await fragmentOf(asked);
  if (fragment.length > longestLink) {
    const [size, most] = [fragment.length, longestLink].map((letters) => `${Math.ceil(letters / 1000)} kB`);
    throw new UsageError(`--link: the question takes ${size}, and a link at most ${most}; take fewer numbers`);
  }
  process.stdout.write(`${address}#${fragment}\n`);
}

/** The options by which a command prints a link. */
export const linkOption: readonly [flags: '--link', description: string] = [
  '--link',
  'print a link to the page that answers this in a browser, and nothing else',
];
export const linkBaseOption: readonly [flags: '--link-base <address>', description: string] = [
  '--link-base <address>',
  'the address of that page; by default the variable LASTBIT_PAGE, or the page built in this checkout',
];
