import { existsSync, readFileSync } from 'node:fs';
import type { Subject } from '../../../engines/engine.ts';
import { machineRecord } from '../../../engines/machine.ts';
import { lastbitVersion } from '../../../engines/subjects.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import type { Invariance } from '../../../invariant/invariance.ts';
import { type InvarianceRow, invarianceMarkdown } from '../../../text/invariance-markdown.ts';

const [begin, end] = ['<!-- results: begin -->', '<!-- results: end -->'] as const;

/** Varies every subject, and writes the results between the marks of the page. A missing subject keeps its row. */
export async function invariantAll(
  subjects: readonly Subject[],
  folder: string,
  seed: number,
  find: (subject: Subject) => Promise<Invariance>,
): Promise<void> {
  const path = `${folder}/invariance.md`;
  const page = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const [from, to] = [page?.indexOf(begin) ?? -1, page?.indexOf(end) ?? -1];
  if (page === undefined || from < 0 || to < from)
    throw new UsageError(`--into ${folder}: there is no invariance.md with ${begin} and ${end} in it`);
  const rows: InvarianceRow[] = [];
  for (const subject of subjects) {
    const availability = await subject.availability();
    if (availability.kind === 'missing') {
      rows.push({ subject: subject.id, version: undefined, because: availability.reason });
      continue;
    }
    const { version } = availability;
    const context = { version, seed, format: subject.format, operation: subject.operation };
    rows.push({ subject: subject.id, version, context, result: await find(subject) });
    const text = invarianceMarkdown(rows, { version: lastbitVersion, seed, ...machineRecord() });
    writeWhole(path, `${page.slice(0, from + begin.length)}\n\n${text}\n${page.slice(to)}`);
  }
  const found = rows.filter((row) => 'result' in row && row.result.failed === undefined).length;
  process.stdout.write(`${found} of ${rows.length} subjects were varied. Written: ${path}\n`);
  if (found < rows.length) process.exitCode = 1;
}
