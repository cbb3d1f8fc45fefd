import { UsageError } from '../errors/usage-error.ts';

/**
 * A question in the words of the command line, with the files that it names: what a link carries, and what the page
 * shows in its fields. So the page and the command line answer the same question by the same code.
 */
export interface LinkedCase {
  readonly command: 'explain' | 'judge';
  readonly operation: AskedOperation;
  /** The paths that stand after the operation: two for dot and matmul, one for sum, none for conv. */
  readonly arrays: readonly string[];
  /** Options by their names in camel case, as they were typed; `true` for one without a value. */
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly files: readonly LinkedFile[];
}

export type OptionValue = string | true | readonly string[];

/** The operations as `explain` and `judge` name them. */
export const askedOperations = ['conv', 'dot', 'sum', 'matmul'] as const;
export type AskedOperation = (typeof askedOperations)[number];

export interface LinkedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** The options that both commands have for a question. */
const common = [
  ...['image', 'kernel', 'bias', 'stride', 'dilation', 'padding', 'groups', 'transposed', 'layout', 'kernelLayout'],
  ...['axis', 'mean', 'roundInputs', 'output'],
] as const;

/** The options that a link may carry, for each command. */
const optionsOf = {
  explain: [...common, 'observed', 'as', 'seed'],
  judge: [...common, 'type', 'accumulator'],
} as const;

/** The names of the options that a link may carry. */
export const optionNames = (command: LinkedCase['command']): readonly string[] => optionsOf[command];

/** Options without a value. */
const flags = ['transposed', 'mean', 'roundInputs'];
/** The option of a command that may be given more than once. */
const repeatable: Readonly<Record<LinkedCase['command'], string>> = { explain: 'observed', judge: 'output' };
const limits = { text: 4096, list: 64, files: 16 };

/**
 * The head of a link, once it is parsed as JSON, without the contents of its files. Throws a UsageError for what no
 * command takes: a link may come from anybody.
 */
export function checkHead(head: unknown): { readonly head: Omit<LinkedCase, 'files'>; readonly files: FileHead[] } {
  if (!isRecord(head)) refuse('it holds no question');
  const { command, operation, arrays, options, files } = head;
  if (command !== 'explain' && command !== 'judge') refuse('its command is not explain or judge');
  const known = askedOperations.find((one) => one === operation);
  if (known === undefined) refuse('its operation is not conv, dot, sum or matmul');
  if (!isTexts(arrays) || arrays.length > 2) refuse('its arrays are no names');
  if (!isRecord(options)) refuse('it has no options');
  for (const [name, value] of Object.entries(options)) {
    if (!optionNames(command).includes(name)) refuse('it has an unknown option');
    const isRight = flags.includes(name)
      ? value === true
      : name === repeatable[command]
        ? isTexts(value)
        : isText(value);
    if (!isRight) refuse(`the value of its option ${name} is of another kind`);
  }
  if (!Array.isArray(files) || files.length > limits.files) refuse('it has no list of files');
  return {
    head: { command, operation: known, arrays, options: options as LinkedCase['options'] },
    files: files.map(fileHead),
  };
}

/** The name of a file and how many bytes it has. */
export type FileHead = readonly [name: string, bytes: number];

function fileHead(file: unknown): FileHead {
  if (!Array.isArray(file)) refuse('a file of it has no name');
  const [name, bytes] = file as readonly unknown[];
  if (!isText(name) || !/^[^/\\\0]{1,255}$/.test(name) || name.startsWith('-'))
    refuse('a file of it has no plain name');
  if (!Number.isSafeInteger(bytes) || (bytes as number) < 0) refuse('a file of it has no size');
  return [name, bytes as number];
}

/** Throws a UsageError that says what is wrong with a link. */
export function refuse(what: string): never {
  throw new UsageError(`the link is damaged: ${what}; copy it whole`);
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string' && value.length <= limits.text;
const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length <= limits.list && value.every(isText);
