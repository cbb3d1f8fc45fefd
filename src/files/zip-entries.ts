import { constants, crc32, inflateRawSync } from 'node:zlib';
import { UsageError } from '../errors/usage-error.ts';
import { type Bytes, bytesOf, readBytes, type SharableBytes, sharableBytes } from './bytes.ts';
import { damaged, mostExpansion, packedContent, type ZipEntry } from './zip-directory.ts';

/** A compressed entry is inflated in memory; together with its compressed bytes it takes at most 1 GiB. */
const largestInflated = 2 ** 30;

/** The content of an entry: what is known of it at once, and all of it. */
export interface ZipContent {
  /** Has the length that the directory claims, but at least 10 KiB of content, or all. */
  readonly beginning: Bytes;
  /** Inflates what is compressed: only after the beginning was checked against the claimed length. */
  whole(): Bytes | SharableBytes;
}

/** Finds the content of an entry. Throws a UsageError that begins with `path`. */
export function zipContent(path: string, bytes: Bytes, entry: ZipEntry): ZipContent {
  const { method, packed, size } = entry;
  const content = packedContent(path, bytes, entry);
  if (method === 0) return { beginning: content, whole: () => content };
  if (size + packed > largestInflated) {
    throw new UsageError(
      `${path}: takes ${size + packed} bytes to inflate; at most 2^30 are used; numpy.savez saves it uncompressed`,
    );
  }
  const some = readBytes(content, 0, Math.min(packed, 2 ** 14));
  return { beginning: bytesOf(inflated(path, some, size, true), size), whole: () => checked(path, content, entry) };
}

function checked(path: string, content: Bytes, { packed, size, crc }: ZipEntry): SharableBytes {
  const whole = inflated(path, readBytes(content, 0, packed), size, false);
  if (whole.length !== size) damaged(path, `it inflates to ${whole.length} bytes, not ${size}`);
  if (crc32(whole) !== crc) damaged(path, 'its content does not have its checksum');
  return sharableBytes(whole);
}

/** At most `size` bytes. The output buffer takes them all, so that zlib does not copy. */
function inflated(path: string, packed: Uint8Array, size: number, isPart: boolean): Buffer {
  const most = isPart ? Math.min(size, mostExpansion * packed.length) : size;
  const finishFlush = isPart ? constants.Z_SYNC_FLUSH : constants.Z_FINISH;
  try {
    return inflateRawSync(packed, { chunkSize: most + 64, maxOutputLength: Math.max(1, most), finishFlush });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const tooLong = code === 'ERR_BUFFER_TOO_LARGE';
    return damaged(path, tooLong ? `it inflates to more than ${most} bytes` : `it does not inflate (${message})`);
  }
}
