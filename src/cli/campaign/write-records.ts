import { gzipSync } from 'node:zlib';
import { lastbitVersion as version } from '../../engines/subjects.ts';
import { GrowingFile } from '../../files/growing-file.ts';
import type { Recorder } from '../../fuzz/campaign.ts';
import type { CampaignResult, Shard } from '../../fuzz/campaign-records.ts';
import type { CampaignHead, RangeRecord } from '../../fuzz/range-record.ts';
import { hashOf } from '../../queue/ability.ts';
import type { RecordsEnd, RecordsHead } from '../../schemas/records-schema.ts';
import type { CampaignSettings } from './campaign-settings.ts';

/** The sha256 of files with the user's own claims, sorted. */
export const claimHashes = (files: readonly string[]): readonly string[] => files.map(hashOf).sort();

/**
 * Writes the records of a campaign while it runs: a line of JSON each, compressed if the name of the file ends with
 * `.gz`. The file appears when the last line is written. Whatever goes wrong is thrown at the end, so that a run of
 * hours still tells its result.
 */
export class RecordsWriter implements Recorder {
  private readonly file: GrowingFile;
  private readonly isCompressed: boolean;
  private readonly about: Omit<RecordsHead, 'head'>;
  private records = 0;
  private ranges: number | null = null;
  private problem: unknown;

  /** Throws a UsageError, one line, if the file cannot be written. */
  constructor(path: string, { claimFiles, ...settings }: CampaignSettings, shard: Shard) {
    this.isCompressed = path.endsWith('.gz');
    const claims = claimHashes(claimFiles);
    this.about = {
      schema: 'lastbit-records-1',
      version,
      settings: settings as RecordsHead['settings'],
      claimFiles: claims,
      shard,
    };
    this.file = new GrowingFile(path);
  }

  begin(head: CampaignHead): void {
    this.line({ ...this.about, head } satisfies RecordsHead);
  }

  add(record: RangeRecord): void {
    this.records += 1;
    this.line(record);
  }

  counted(ranges: number): void {
    this.ranges = ranges;
  }

  /** Writes the last line, and gives the file its name. `complain` says if that did not work. */
  end({ stoppedBy, elapsedMs, engines, jobs }: CampaignResult): void {
    const { records, ranges } = this;
    this.line({ records, ranges, stoppedBy, elapsedMs, engines, jobs } satisfies RecordsEnd);
    this.trying(() => this.file.finish());
  }

  /** Throws a UsageError, one line, if the file was not written. To be called when the result is told. */
  complain(): void {
    if (this.problem !== undefined) throw this.problem;
  }

  /** Leaves no file, if `end` was not reached. */
  discard(): void {
    this.file.discard();
  }

  private line(value: unknown): void {
    const text = `${JSON.stringify(value)}\n`;
    // Each line is a gzip member of its own: all that read gzip take them one after another.
    this.trying(() => this.file.append(this.isCompressed ? gzipSync(text) : Buffer.from(text)));
  }

  private trying(write: () => void): void {
    if (this.problem !== undefined) return;
    try {
      write();
    } catch (error) {
      this.problem = error;
    }
  }
}
