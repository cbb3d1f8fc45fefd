import { UsageError } from '../errors/usage-error.ts';
import { type Bytes, part, readBytes, utf8Of, viewOf } from './bytes.ts';

/**
 * Reads the directory of a ZIP archive (APPNOTE 6.3), in a browser too. Own code, because the libraries for Node either
 * read asynchronously or take the whole archive into memory, and a stored entry of a gigabyte is to be read in parts.
 */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly isEncrypted: boolean;
  readonly crc: number;
  /** Bytes in the archive. */
  readonly packed: number;
  /** Bytes once inflated, as the directory claims. */
  readonly size: number;
  readonly header: number;
}

const largestDirectory = 2 ** 24;
/** Deflate makes at most 258 bytes of 2 bits. */
export const mostExpansion = 1032;

/** The entries of an archive. Throws a UsageError that begins with `path`. */
export function zipEntries(path: string, bytes: Bytes): readonly ZipEntry[] {
  const { count, size, start } = directoryOf(path, bytes);
  if (size > largestDirectory) throw new UsageError(`${path}: its directory has ${size} bytes; at most 2^24 are read`);
  const directory = readView(bytes, start, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > size || directory.getUint32(at, true) !== 0x02014b50) damaged(path, 'its directory does not end');
    const [name, extra, comment] = [28, 30, 32].map((offset) => directory.getUint16(at + offset, true)) as [
      ...[number, number, number],
    ];
    const end = at + 46 + name + extra + comment;
    if (end > size) damaged(path, 'its directory does not end');
    entries.push(entryAt(path, slice(directory, at, end - at), name, extra));
    at = end;
  }
  return entries;
}

const readView = (bytes: Bytes, position: number, length: number): DataView =>
  viewOf(readBytes(bytes, position, length));

const slice = ({ buffer, byteOffset }: DataView, from: number, length: number): DataView =>
  new DataView(buffer, byteOffset + from, length);
const bytesIn = ({ buffer, byteOffset, byteLength }: DataView): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Throws a UsageError that says what is wrong with an archive. */
export function damaged(path: string, what: string): never {
  throw new UsageError(`${path}: not a readable ZIP archive: ${what}; was it copied whole?`);
}

function directoryOf(path: string, bytes: Bytes) {
  // The end record has 22 bytes and a comment of at most 2^16.
  const tail = readView(bytes, Math.max(0, bytes.length - 22 - 0xffff), Math.min(bytes.length, 22 + 0xffff));
  let at = tail.byteLength - 22;
  while (
    at >= 0 &&
    !(tail.getUint32(at, true) === 0x06054b50 && at + 22 + tail.getUint16(at + 20, true) === tail.byteLength)
  ) {
    at--;
  }
  if (at < 0) damaged(path, 'it has no end record');
  const end = bytes.length - tail.byteLength + at;
  const small = [tail.getUint16(at + 10, true), tail.getUint32(at + 12, true), tail.getUint32(at + 16, true)] as const;
  const isLarge = small[0] === 0xffff || small[1] === 0xffffffff || small[2] === 0xffffffff;
  const [count, size, start] = isLarge ? largeDirectory(path, bytes, end) : small;
  // 46 bytes are the least that an entry takes.
  if (start + size > end || 46 * count > size) damaged(path, 'its directory lies outside');
  return { count, size, start };
}

/** The end record of ZIP64, which a locator before the other end record points to. */
function largeDirectory(
  path: string,
  bytes: Bytes,
  end: number,
): readonly [count: number, size: number, start: number] {
  if (end < 20) damaged(path, 'it has no ZIP64 locator');
  const locator = readView(bytes, end - 20, 20);
  if (locator.getUint32(0, true) !== 0x07064b50) damaged(path, 'it has no ZIP64 locator');
  const at = long(path, locator, 8);
  const record = at + 56 > end ? undefined : readView(bytes, at, 56);
  if (record?.getUint32(0, true) !== 0x06064b50) return damaged(path, 'it has no ZIP64 end record');
  return [long(path, record, 32), long(path, record, 40), long(path, record, 48)];
}

function long(path: string, bytes: DataView, at: number): number {
  const number = Number(bytes.getBigUint64(at, true));
  return Number.isSafeInteger(number) ? number : damaged(path, 'a size is beyond 2^53');
}

function entryAt(path: string, entry: DataView, nameLength: number, extraLength: number): ZipEntry {
  const flags = entry.getUint16(8, true);
  const name = utf8Of(bytesIn(slice(entry, 46, nameLength)));
  const sizes = [entry.getUint32(24, true), entry.getUint32(20, true), entry.getUint32(42, true)];
  const extra = slice(entry, 46 + nameLength, extraLength);
  const large = sizes.includes(0xffffffff) ? largeSizes(path, extra) : [];
  // The field has only those of the three that do not fit into 32 bits.
  const [size, packed, header] = sizes.map((size) =>
    size === 0xffffffff ? (large.shift() ?? damaged(path, 'a size is missing')) : size,
  ) as [number, number, number];
  return {
    ...{ name, size, packed, header, crc: entry.getUint32(16, true) },
    ...{ method: entry.getUint16(10, true), isEncrypted: (flags & 1) === 1 },
  };
}

function largeSizes(path: string, extra: DataView): number[] {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) !== 1) continue;
    const count = Math.min(extra.getUint16(at + 2, true), extra.byteLength - at - 4) >> 3;
    return Array.from({ length: count }, (_, index) => long(path, extra, at + 4 + 8 * index));
  }
  return [];
}

/**
 * The bytes of an entry as they lie in the archive: stored (method 0) or deflated (method 8). Throws a UsageError that
 * begins with `path`.
 */
export function packedContent(path: string, bytes: Bytes, entry: ZipEntry): Bytes {
  const { method, packed, size } = entry;
  if (entry.isEncrypted) throw new UsageError(`${path}: encrypted; save it without a password`);
  if (method !== 0 && method !== 8)
    throw new UsageError(`${path}: compressed by method ${method}; save it with numpy.savez or numpy.savez_compressed`);
  if (entry.header + 30 > bytes.length) damaged(path, 'its header lies outside');
  const header = readView(bytes, entry.header, 30);
  if (header.getUint32(0, true) !== 0x04034b50) damaged(path, 'its header is missing');
  const start = entry.header + 30 + header.getUint16(26, true) + header.getUint16(28, true);
  if (start + packed > bytes.length) damaged(path, 'its content lies outside');
  if (method === 0 && packed !== size) damaged(path, `it is stored in ${packed} bytes, but said to have ${size}`);
  if (method === 8 && size > mostExpansion * packed) damaged(path, `${packed} bytes cannot inflate to ${size}`);
  return part(bytes, start, packed);
}

/** The arrays of a .npz file by their names. */
export const arraysOfNpz = (entries: readonly ZipEntry[]): readonly (readonly [name: string, entry: ZipEntry])[] =>
  entries.flatMap((entry) => (entry.name.endsWith('.npy') ? [[entry.name.slice(0, -4), entry] as const] : []));
