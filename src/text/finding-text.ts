import { printEntry } from '../corpus/print-entry.ts';
import type { Finding } from '../fuzz/campaign-records.ts';
import { counterexampleLines } from './counterexample-lines.ts';
import { type ReplayPlace, replayCommand } from './replay-command.ts';

/** A counterexample for a person, the moment it is there; whole, as its file would be, where it could not be written. */
export function findingText({ entry, path, notWritten }: Finding, place: ReplayPlace): string {
  const lines = counterexampleLines(entry, path, replayCommand(entry, place)).join('\n');
  if (notWritten === undefined) return lines;
  const whole = `This is the whole entry; keep it as ${entry.claim}/${entry.id}.json:`;
  return `${lines}\nNOT WRITTEN: ${notWritten}. ${whole}\n${printEntry(entry)}`;
}
