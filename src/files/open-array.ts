import { extname } from 'node:path';
import { shown } from '../errors/shown.ts';
import { nearestText, UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from './array-file.ts';
import { type FileBytes, openBytes } from './bytes.ts';
import type { NumberArray } from './number-array.ts';
import { parseNpy } from './parse-npy.ts';
import { parseSafetensors } from './parse-safetensors.ts';
import { parseCsv, parseJsonNumbers } from './parse-text.ts';
import { readText } from './read-input.ts';
import { arrayFile, checkRange } from './stored-array.ts';
import { zipContent, zipEntries } from './zip-entries.ts';

/** A file and the name of an array in it. */
interface Named {
  readonly path: string;
  readonly name: string | undefined;
}

const openers: Readonly<Record<string, (file: Named) => ArrayFile>> = {
  '.npy': ({ path }) => opened(path, (bytes) => arrayFile(path, parseNpy(shown(path), bytes), bytes, bytes.close)),
  '.npz': openNpz,
  '.safetensors': openSafetensors,
  '.json': ({ path }) => inMemory(path, parseJsonNumbers(shown(path), readText(path))),
  '.csv': ({ path }) => inMemory(path, parseCsv(shown(path), readText(path))),
};

/**
 * Opens an array in a .npy, .npz, .safetensors, .json or .csv file. An array in a file of several is `file.npz:name`;
 * the name may be left out where there is only one. Nothing but the header is read at first, except from text (at most
 * 16 MiB, numbers of binary64) and compressed .npz (at most 1 GiB). Throws a UsageError, one line that begins with the
 * path, for everything that cannot be read. See docs/files.md.
 */
export function openArray(path: string): ArrayFile {
  const [, file = path, name] = /^(.*?\.(?:npz|safetensors)):(.*)$/is.exec(path) ?? [];
  const opener = openers[extname(file).toLowerCase()];
  if (opener === undefined)
    throw new UsageError(`${shown(path)}: not a .npy, .npz, .safetensors, .json or .csv file${howToSave(file)}`);
  return opener({ path: file, name });
}

/** How to save what another library keeps in a format of its own. */
const howToSave = (path: string): string =>
  /\.(?:pth?|pkl|pickle|ckpt|h5|hdf5|bin|onnx)$/i.test(path) ? '; write its arrays with numpy.save or safetensors' : '';

/** Closes the file if it turns out to be unreadable. */
function opened(path: string, open: (bytes: FileBytes) => ArrayFile): ArrayFile {
  const bytes = openBytes(path);
  try {
    return open(bytes);
  } catch (error) {
    bytes.close();
    throw error;
  }
}

function openNpz({ path, name }: Named): ArrayFile {
  // NumPy takes both names too.
  const wanted = name?.replace(/\.npy$/, '');
  return opened(path, (bytes) => {
    const arrays = zipEntries(shown(path), bytes)
      .filter((entry) => entry.name.endsWith('.npy'))
      .map((entry) => [entry.name.slice(0, -'.npy'.length), entry] as const);
    const [chosen, entry] = choose(path, wanted, arrays);
    const where = `${shown(path)}:${shown(chosen)}`;
    const { beginning, whole } = zipContent(where, bytes, entry);
    const stored = parseNpy(where, beginning);
    return arrayFile(`${path}:${chosen}`, stored, whole(), bytes.close);
  });
}

function openSafetensors({ path, name }: Named): ArrayFile {
  return opened(path, (bytes) => {
    const [chosen, stored] = choose(path, name, [...parseSafetensors(shown(path), bytes)]);
    return arrayFile(`${path}:${chosen}`, stored(), bytes, bytes.close);
  });
}

const mostNames = 20;

function choose<Entry>(
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

function inMemory(path: string, { sizes, numbers }: NumberArray): ArrayFile {
  return {
    ...{ path, type: 'float64', sizes, length: numbers.length },
    read(from, to) {
      checkRange(from, to, numbers.length);
      return numbers.slice(from, to);
    },
    close: () => {},
  };
}
