import { printable } from '../../src/errors/printable.ts';
import { UsageError } from '../../src/errors/usage-error.ts';
import { bytesOf, readBytes } from '../../src/files/bytes.ts';
import { arraysOfNpz, damaged, packedContent, zipEntries } from '../../src/files/zip-directory.ts';
import type { LinkedFile } from '../../src/link/linked-case.ts';

/** As for every other file of the page. */
const largestArray = 2 ** 28;

/** The arrays of a .npz file, each of which becomes a .npy file once it is chosen. */
export interface Npz {
  readonly names: readonly string[];
  /** Inflates an array. Throws a UsageError that begins with the name of the archive. */
  array(name: string): Promise<LinkedFile>;
}

/** Reads the directory of a .npz file. Throws a UsageError that begins with its name. */
export function openNpz(file: string, content: Uint8Array): Npz {
  const bytes = bytesOf(content);
  const held = arraysOfNpz(zipEntries(file, bytes));
  const arrays = new Map(held);
  if (arrays.size === 0) throw new UsageError(`${file}: holds no array`);
  return {
    names: [...arrays.keys()],
    async array(name) {
      const where = printable(`${file}:${name}`);
      const equal = held.filter(([other]) => other === name).length;
      if (equal > 1) throw new UsageError(`${printable(file)}: holds ${equal} arrays named ${printable(name)}`);
      const entry = arrays.get(name)!;
      const { length, read } = packedContent(where, bytes, entry);
      if (entry.size > largestArray)
        throw new UsageError(
          `${where}: has ${entry.size} bytes; this page reads at most 256 MiB; the command line more`,
        );
      const packed = readBytes({ length, read }, 0, length);
      const whole = entry.method === 0 ? packed : await inflated(where, packed, entry.size);
      if (crc32(whole) !== entry.crc) damaged(where, 'its content does not have its checksum');
      return {
        name: `${file.replace(/\.npz$/i, '')}-${name.replace(/[/\\:\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '_')}.npy`,
        content: whole,
      };
    },
  };
}

/** Exactly `size` bytes: an archive may claim less than it holds. */
async function inflated(where: string, packed: Uint8Array, size: number): Promise<Uint8Array> {
  const whole = new Uint8Array(size);
  const reader = new Blob([packed as Uint8Array<ArrayBuffer>])
    .stream()
    .pipeThrough(new DecompressionStream('deflate-raw'))
    .getReader();
  let at = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (at + value.length <= size) whole.set(value, at);
      at += value.length;
      if (at > size) break;
    }
  } catch {
    damaged(where, 'it does not inflate');
  }
  if (at > size) reader.cancel().catch(() => {});
  if (at !== size) damaged(where, `it inflates to ${at > size ? 'more' : 'less'} than ${size} bytes`);
  return whole;
}

/** The checksum of ZIP archives, which browsers do not offer. */
function crc32(bytes: Uint8Array): number {
  const table = Uint32Array.from({ length: 256 }, (_, byte) => {
    let word = byte;
    for (let bit = 0; bit < 8; bit++) word = (word & 1) === 1 ? 0xedb88320 ^ (word >>> 1) : word >>> 1;
    return word;
  });
  let word = 0xffffffff;
  for (const byte of bytes) word = table[(word ^ byte) & 255]! ^ (word >>> 8);
  return (word ^ 0xffffffff) >>> 0;
}
