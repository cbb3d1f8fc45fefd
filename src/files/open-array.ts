import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { ArrayFile } from './array-file.ts';
import {
  arrayInMemory,
  choose,
  extensionOf,
  howToSave,
  type Named,
  namedOf,
  npyArray,
  safetensorsArray,
  textParsers,
} from './array-of-content.ts';
import { bytesOf } from './bytes.ts';
import { type FileBytes, openBytes } from './file-bytes.ts';
import { parseNpy } from './parse-npy.ts';
import { readText } from './read-input.ts';
import { arrayFile } from './stored-array.ts';
import { arraysOfNpz, zipEntries } from './zip-directory.ts';
import { zipContent } from './zip-entries.ts';

const openers: Readonly<Record<string, (file: Named) => ArrayFile>> = {
  '.npy': ({ path }) => opened(path, (bytes) => npyArray(path, bytes, bytes.close)),
  '.npz': openNpz,
  '.safetensors': (file) => opened(file.path, (bytes) => safetensorsArray(file, bytes, bytes.close)),
};

/**
 * Opens an array in a .npy, .npz, .safetensors, .json, .csv or .txt file. An array in a file of several is
 * `file.npz:name`; the name may be left out where there is only one. Nothing but the header is read at first, except
 * from text (at most 16 MiB, numbers of binary64) and compressed .npz (at most 1 GiB). Throws a UsageError, one line
 * that begins with the path, for everything that cannot be read. See docs/files.md.
 */
export function openArray(path: string): ArrayFile {
  const file = namedOf(path);
  const extension = extensionOf(file.path);
  const parse = textParsers[extension];
  if (parse !== undefined) return arrayInMemory(file.path, parse(shown(file.path), readText(file.path)));
  const opener = openers[extension];
  if (opener === undefined)
    throw new UsageError(
      `${shown(path)}: not a .npy, .npz, .safetensors, .json, .csv or .txt file${howToSave(file.path)}`,
    );
  return opener(file);
}

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
    const arrays = arraysOfNpz(zipEntries(shown(path), bytes));
    const [chosen, entry] = choose(path, wanted, arrays);
    const where = `${shown(path)}:${shown(chosen)}`;
    const { beginning, whole } = zipContent(where, bytes, entry);
    const stored = parseNpy(where, beginning);
    const content = whole();
    const file = arrayFile(`${path}:${chosen}`, stored, content, bytes.close);
    return 'share' in content ? { ...file, share: content.share } : file;
  });
}

/** An array that another thread inflated from an archive, by the path that it has there. */
export function inflatedArray(path: string, content: SharedArrayBuffer): ArrayFile {
  return npyArray(path, bytesOf(new Uint8Array(content)), () => {});
}
