import { constants, crc32, inflateRawSync } from 'node:zlib';
import { UsageError } from '../errors/usage-error.ts';
import { type Bytes, bytesOf, part, type SharableBytes, sharableBytes } from './bytes.ts';

/**
 * Reads the directory of a ZIP archive (APPNOTE 6.3) and its entries. Own code, because the libraries for Node either
 * read asynchronously or take the whole archive into memory, and a stored entry of a gigabyte is to be read in parts.
 * What inflates is zlib.
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
/** A compressed entry is inflated in memory; together with its compressed bytes it takes at most 1 GiB. */
const largestInflated = 2 ** 30;
/** Deflate makes at most 258 bytes of 2 bits. */
const mostExpansion = 1032;

/** The entries of an archive. Throws a UsageError that begins with `path`. */
export function zipEntries(path: string, bytes: Bytes): readonly ZipEntry[] {
  const { count, size, start } = directoryOf(path, bytes);
  if (size > largestDirectory) throw new UsageError(`${path}: its directory has ${size} bytes; at most 2^24 are read`);
  const directory = readBuffer(bytes, start, size);
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > size || directory.readUInt32LE(at) !== 0x02014b50) damaged(path, 'its directory does not end');
    const [name, extra, comment] = [28, 30, 32].map((offset) => directory.readUInt16LE(at + offset)) as [
      ...[number, number, number],
    ];
    const end = at + 46 + name + extra + comment;
    if (end > size) damaged(path, 'its directory does not end');
    entries.push(entryAt(path, directory.subarray(at, end), name, extra));
    at = end;
  }
  return entries;
}

function readBuffer(bytes: Bytes, position: number, length: number): Buffer {
  const found = Buffer.alloc(length);
  bytes.read(position, found);
  return found;
}

function damaged(path: string, what: string): never {
  throw new UsageError(`${path}: not a readable ZIP archive: ${what}; was it copied whole?`);
}

function directoryOf(path: string, bytes: Bytes) {
  // The end record has 22 bytes and a comment of at most 2^16.
  const tail = readBuffer(bytes, Math.max(0, bytes.length - 22 - 0xffff), Math.min(bytes.length, 22 + 0xffff));
  let at = tail.length - 22;
  while (at >= 0 && !(tail.readUInt32LE(at) === 0x06054b50 && at + 22 + tail.readUInt16LE(at + 20) === tail.length)) {
    at--;
  }
  if (at < 0) damaged(path, 'it has no end record');
  const end = bytes.length - tail.length + at;
  const small = [tail.readUInt16LE(at + 10), tail.readUInt32LE(at + 12), tail.readUInt32LE(at + 16)] as const;
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
  const locator = readBuffer(bytes, end - 20, 20);
  if (locator.readUInt32LE(0) !== 0x07064b50) damaged(path, 'it has no ZIP64 locator');
  const at = long(path, locator, 8);
  const record = at + 56 > end ? undefined : readBuffer(bytes, at, 56);
  if (record?.readUInt32LE(0) !== 0x06064b50) return damaged(path, 'it has no ZIP64 end record');
  return [long(path, record, 32), long(path, record, 40), long(path, record, 48)];
}

function long(path: string, bytes: Buffer, at: number): number {
  const number = Number(bytes.readBigUInt64LE(at));
  return Number.isSafeInteger(number) ? number : damaged(path, 'a size is beyond 2^53');
}

function entryAt(path: string, entry: Buffer, nameLength: number, extraLength: number): ZipEntry {
  const flags = entry.readUInt16LE(8);
  const name = entry.toString('utf8', 46, 46 + nameLength);
  const sizes = [entry.readUInt32LE(24), entry.readUInt32LE(20), entry.readUInt32LE(42)];
  const extra = entry.subarray(46 + nameLength, 46 + nameLength + extraLength);
  const large = sizes.includes(0xffffffff) ? largeSizes(path, extra) : [];
  // The field has only those of the three that do not fit into 32 bits.
  const [size, packed, header] = sizes.map((size) =>
    size === 0xffffffff ? (large.shift() ?? damaged(path, 'a size is missing')) : size,
  ) as [number, number, number];
  return {
    ...{ name, size, packed, header, crc: entry.readUInt32LE(16) },
    ...{ method: entry.readUInt16LE(10), isEncrypted: (flags & 1) === 1 },
  };
}

function largeSizes(path: string, extra: Buffer): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    const count = Math.min(extra.readUInt16LE(at + 2), extra.length - at - 4) >> 3;
    return Array.from({ length: count }, (_, index) => long(path, extra, at + 4 + 8 * index));
  }
  return [];
}

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
  if (entry.isEncrypted) throw new UsageError(`${path}: encrypted; save it without a password`);
  if (method !== 0 && method !== 8)
    throw new UsageError(`${path}: compressed by method ${method}; save it with numpy.savez or numpy.savez_compressed`);
  if (entry.header + 30 > bytes.length) damaged(path, 'its header lies outside');
  const header = readBuffer(bytes, entry.header, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) damaged(path, 'its header is missing');
  const start = entry.header + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (start + packed > bytes.length) damaged(path, 'its content lies outside');
  const content = part(bytes, start, packed);
  if (method === 0) {
    if (packed !== size) damaged(path, `it is stored in ${packed} bytes, but said to have ${size}`);
    return { beginning: content, whole: () => content };
  }
  if (size > mostExpansion * packed) damaged(path, `${packed} bytes cannot inflate to ${size}`);
  if (size + packed > largestInflated) {
    throw new UsageError(
      `${path}: takes ${size + packed} bytes to inflate; at most 2^30 are used; numpy.savez saves it uncompressed`,
    );
  }
  const some = readBuffer(content, 0, Math.min(packed, 2 ** 14));
  return { beginning: bytesOf(inflated(path, some, size, true), size), whole: () => checked(path, content, entry) };
}

function checked(path: string, content: Bytes, { packed, size, crc }: ZipEntry): SharableBytes {
  const whole = inflated(path, readBuffer(content, 0, packed), size, false);
  if (whole.length !== size) damaged(path, `it inflates to ${whole.length} bytes, not ${size}`);
  if (crc32(whole) !== crc) damaged(path, 'its content does not have its checksum');
  return sharableBytes(whole);
}

/** At most `size` bytes. The output buffer takes them all, so that zlib does not copy. */
function inflated(path: string, packed: Buffer, size: number, isPart: boolean): Buffer {
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
