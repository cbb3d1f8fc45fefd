import { printEntry } from '../corpus/print-entry.ts';
import type { Finding } from '../fuzz/campaign-records.ts';
import { counterexampleLines } from '../fuzz/counterexample-lines.ts';

/** A counterexample for a person, the moment it is there; whole, as its file would be, where it could not be written. */
export function findingText({ entry, path, notWritten }: Finding): string {
  const lines = counterexampleLines(entry, path).join('\n');
  if (notWritten === undefined) return lines;
  const whole = `This is the whole entry; keep it as ${entry.claim}/${entry.id}.json:`;
  return `${lines}\nNOT WRITTEN: ${notWritten}. ${whole}\n${printEntry(entry)}`;
}
