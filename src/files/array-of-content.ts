import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from './array-file.ts';
import { type Bytes, bytesOf, utf8Of } from './bytes.ts';
import { type LiteralArray, parseLiteral } from './parse-literal.ts';
import { parseNpy } from './parse-npy.ts';
import { parseSafetensors } from './parse-safetensors.ts';
import { parseCsv, parseJsonNumbers } from './parse-text.ts';
import { arrayFile, checkRange } from './stored-array.ts';
import { roundedTo } from './with-type.ts';

/** A file and the name of an array in it. */
export interface Named {
  readonly path: string;
  readonly name: string | undefined;
}

/** `weights.safetensors:conv1` in two. */
export function namedOf(path: string): Named {
  const [, file = path, name] = /^(.*?\.(?:npz|safetensors)):(.*)$/is.exec(path) ?? [];
  return { path: file, name };
}

/** With the dot, in lower case; empty if there is none. */
export const extensionOf = (path: string): string => /[^/\\](\.[^./\\]*)$/.exec(path)?.[1]?.toLowerCase() ?? '';

/** What text stands for, by its extension. */
export const textParsers: Readonly<Record<string, (path: string, text: string) => LiteralArray>> = {
  '.json': parseJsonNumbers,
  '.csv': parseCsv,
  '.txt': parseLiteral,
};

/**
 * An array whose file is in memory: as `openArray` reads it, but for .npz, which takes an archive apart. Throws a
 * UsageError, one line that begins with the path.
 */
export function arrayOfContent(path: string, content: Uint8Array): ArrayFile {
  const { path: file, name } = namedOf(path);
  const extension = extensionOf(file);
  const parse = textParsers[extension];
  if (parse !== undefined) return arrayInMemory(path, parse(shown(path), textOf(path, content)));
  const bytes = bytesOf(content);
  if (extension === '.npy') return npyArray(path, bytes, () => {});
  if (extension === '.safetensors') return safetensorsArray({ path: file, name }, bytes, () => {});
  throw new UsageError(`${shown(path)}: not a .npy, .safetensors, .json, .csv or .txt file${howToSave(file)}`);
}

export function npyArray(path: string, bytes: Bytes, close: () => void): ArrayFile {
  return arrayFile(path, parseNpy(shown(path), bytes), bytes, close);
}

export function safetensorsArray({ path, name }: Named, bytes: Bytes, close: () => void): ArrayFile {
  const [chosen, stored] = choose(path, name, [...parseSafetensors(shown(path), bytes)]);
  return arrayFile(`${path}:${chosen}`, stored(), bytes, close);
}

/** How to save what another library keeps in a format of its own. */
export function howToSave(path: string): string {
  if (/\.npz$/i.test(path)) return '; save its arrays with numpy.save';
  return /\.(?:pth?|pkl|pickle|ckpt|h5|hdf5|bin|onnx)$/i.test(path)
    ? '; write its arrays with numpy.save or safetensors'
    : '';
}

/** Text in UTF-8, without a byte order mark. */
export function textOf(path: string, bytes: Uint8Array): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new UsageError(`${path}: text in UTF-16; save it as UTF-8`);
  return utf8Of(bytes).replace(/^\uFEFF/, '');
}

const mostNames = 20;

/** The array that is named, or the only one. */
export function choose<Entry>(
  path: string,
  name: string | undefined,
  entries: readonly (readonly [name: string, entry: Entry])[],
): readonly [name: string, entry: Entry] {
  const found = name === undefined ? entries : entries.filter(([one]) => one === name);
  if (found.length === 1) return found[0]!;
  const names = entries.map(([one]) => one);
  if (names.length === 0) throw new UsageError(`${shown(path)}: holds no array`);
  const some = `${names.slice(0, mostNames).map(shown).join(', ')}${names.length > mostNames ? ', …' : ''}`;
  const holds = names.length === 1 ? `it holds ${some}` : `it holds ${names.length} arrays: ${some}`;
  if (name === undefined) throw new UsageError(`${shown(path)}: ${holds}; choose one: ${shown(`${path}:${names[0]}`)}`);
  if (found.length > 1) throw new UsageError(`${shown(path)}: holds ${found.length} arrays named ${shown(name)}`);
  const hint = names.length > 1 ? `; did you mean ${shown(nearestText(name, names))}?` : '';
  throw new UsageError(`${shown(path)}: holds no array ${shown(name)}; ${holds}${hint}`);
}

/** An array that was read as a whole, its numbers rounded to the type that its text names. */
export function arrayInMemory(path: string, { sizes, numbers, type }: LiteralArray): ArrayFile {
  const file: ArrayFile = {
    ...{ path, type: 'float64', sizes, length: numbers.length },
    read(from, to) {
      checkRange(from, to, numbers.length);
      return numbers.slice(from, to);
    },
    close: () => {},
  };
  return type === undefined || type === 'float64' ? file : roundedTo(file, type);
}
