import { closeSync, createReadStream, readSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import * as v from 'valibot';
import { issueText } from '../../corpus/issue-text.ts';
import { shown } from '../../errors/shown.ts';
import { systemReason } from '../../errors/system-error.ts';
import { UsageError } from '../../errors/usage-error.ts';
import { openRegular } from '../../files/read-input.ts';
import type { RangeRecord } from '../../fuzz/range-record.ts';
import {
  type RecordsEnd,
  type RecordsHead,
  recordsEnd,
  recordsHead,
  recordsRange,
} from '../../schemas/records-schema.ts';

/** The longest line that is read, in bytes. A record has up to 2 MB. */
const longestLine = 2 ** 27;
const written = 'what `lastbit verify --records` writes';

/** A file of records, which is read once, line by line. */
export class RecordsFile {
  readonly path: string;
  readonly head: RecordsHead;
  private readonly lines: AsyncGenerator<string, void>;
  private number = 1;
  private last: RecordsEnd | undefined;

  private constructor(path: string, head: RecordsHead, lines: AsyncGenerator<string, void>) {
    this.path = path;
    this.head = head;
    this.lines = lines;
  }

  /** Throws a UsageError, one line that names the file, as all reading does. */
  static async open(path: string): Promise<RecordsFile> {
    const lines = linesOf(path);
    const first = await lines.next();
    if (first.done === true) throw new UsageError(`${shown(path)}: the file is empty; it must be ${written}`);
    return new RecordsFile(path, parsed(path, 1, recordsHead, first.value), lines);
  }

  /** The next record; undefined after the last one. */
  async next(): Promise<RangeRecord | undefined> {
    const { path, head } = this;
    const { k, n } = head.shard;
    const { value: line, done } = await this.lines.next();
    if (done === true) return this.torn();
    this.number += 1;
    if (line.startsWith('{"records":')) {
      this.last = parsed(path, this.number, recordsEnd, line);
      if (this.last.records !== this.number - 2 || (await this.lines.next()).done !== true) return this.torn();
      return undefined;
    }
    const record = parsed(path, this.number, recordsRange, line);
    if (record.seed !== head.settings.seed || record.number % n !== k - 1)
      throw new UsageError(`${shown(path)}, line ${this.number}: range ${record.number} is not of shard ${k}/${n}`);
    return record;
  }

  /** The last line, after `next` gave undefined. */
  get end(): RecordsEnd {
    return this.last ?? this.torn();
  }

  /** Stops reading. */
  async close(): Promise<void> {
    await this.lines.return();
  }

  private torn(): never {
    throw new UsageError(`${shown(this.path)}: the file is torn after line ${this.number}; run this shard again`);
  }
}

function parsed<T>(path: string, number: number, schema: v.GenericSchema<unknown, T>, text: string): T {
  const refuse = (reason: string): never => {
    throw new UsageError(`${shown(path)}, line ${number}: ${reason}; it must be ${written}`);
  };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`not JSON: ${(error as Error).message.replace(/\s+/g, ' ').slice(0, 100)}`);
  }
  const result = v.safeParse(schema, value, { abortEarly: true });
  // As it was written: a schema gives members in its own order.
  if (result.success) return value as T;
  return refuse(issueText(result.issues, 'the line').slice(0, 300));
}

/** The lines of a file, of which a compressed one may hold several gzip members. */
async function* linesOf(path: string): AsyncGenerator<string, void> {
  const { file } = openRegular(path);
  const magic = Buffer.alloc(2);
  readSync(file, magic, 0, 2, 0);
  closeSync(file);
  const stream = createReadStream(path);
  const isCompressed = magic.toString('hex') === '1f8b';
  const plain = isCompressed ? stream.pipe(createGunzip()) : stream;
  stream.on('error', (error) => plain.destroy(error));
  let pieces: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of plain as AsyncIterable<Buffer>) {
      let start = 0;
      for (let stop = chunk.indexOf(10); stop !== -1; stop = chunk.indexOf(10, start)) {
        pieces.push(chunk.subarray(start, stop));
        yield Buffer.concat(pieces).toString('utf8');
        [pieces, length, start] = [[], 0, stop + 1];
      }
      pieces.push(chunk.subarray(start));
      length += chunk.length - start;
      if (length > longestLine) throw new UsageError(`${shown(path)}: a line has more than ${longestLine} bytes`);
    }
  } catch (error) {
    throw problemOf(path, error);
  } finally {
    stream.destroy();
  }
  if (length > 0)
    throw new UsageError(`${shown(path)}: the file is torn: its last line has no end; run this shard again`);
}

function problemOf(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (code === 'Z_BUF_ERROR') return new UsageError(`${shown(path)}: the file is torn; run this shard again`);
  if (code.startsWith('Z_')) return new UsageError(`${shown(path)}: it cannot be decompressed; it must be ${written}`);
  const reason = systemReason(error);
  return reason === undefined ? error : new UsageError(`${shown(path)}: ${reason}`);
}
