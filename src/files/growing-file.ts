import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { shown } from '../errors/shown.ts';
import { systemReason } from '../errors/system-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { NotWritable, replaceable, temporaryIn } from './write-whole.ts';

/**
 * A file that is written piece by piece, and appears whole or not at all: until `finish` it is a temporary file next to
 * the path. Throws a UsageError of one line where `writeWhole` does.
 */
export class GrowingFile {
  private readonly path: string;
  private readonly temporary: string;
  private readonly file: number;

  constructor(path: string) {
    this.path = path;
    this.temporary = temporaryIn(dirname(path));
    this.file = this.told(() => {
      replaceable(path);
      mkdirSync(dirname(path), { recursive: true });
      return openSync(this.temporary, 'wx');
    });
  }

  append(bytes: Uint8Array): void {
    this.told(() => {
      for (let written = 0; written < bytes.length; ) written += writeSync(this.file, bytes, written);
    });
  }

  /** Gives the file its name. */
  finish(): void {
    this.told(() => {
      fsyncSync(this.file);
      closeSync(this.file);
      renameSync(this.temporary, this.path);
    });
  }

  /** Leaves nothing. */
  discard(): void {
    rmSync(this.temporary, { force: true });
  }

  private told<Result>(call: () => Result): Result {
    try {
      return call();
    } catch (error) {
      this.discard();
      const reason = error instanceof NotWritable ? error.message : systemReason(error);
      if (reason === undefined) throw error;
      throw new UsageError(`cannot write ${shown(this.path)}: ${reason}`);
    }
  }
}
