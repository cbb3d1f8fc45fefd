import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect } from 'vitest';
import { compiledProgram } from '../../../compiled-program.test-support.ts';
import { startTestBroker, testWithBroker as test } from '../../../queue/broker.test-support.ts';
import { repeats } from '../../../repeats.test-support.ts';
import { mainHere } from '../../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-two-workers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const claims = join(folder, 'half.mjs');
writeFileSync(
  claims,
  `export default { id: 'mine-half-unit', statement: 'Every output is within half a unit of P.',
    bound: ({ absoluteSum }) => absoluteSum * 2 ** -24 };`,
);
const asked = ['dot-any-order', 'mine-half-unit', '--claims', claims, '--subject', 'lastbit/sequential'];
const cases = ['--seed', '5', '--cases', repeats('700', '400')];
const lastbit = await compiledProgram();

/** A worker in a process of its own: its status and what it printed. */
function work(url: string): Promise<string> {
  const words = ['campaign', 'work', '--drain', '--jobs', '1', '--claims', claims];
  const child = spawn(process.execPath, [lastbit, ...words], {
    ...{ cwd: folder, env: { ...process.env, LASTBIT_QUEUE: url } },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  return new Promise((resolve) => child.once('close', (status) => resolve(`${status} ${printed}`)));
}

const bare = (json: string): unknown =>
  JSON.parse(json, (key, value) =>
    key.endsWith('Ms') || ['jobs', 'engines', 'path', 'queue'].includes(key) ? 0 : value,
  );

/** The entries of a corpus by their paths. */
const entriesIn = (corpus: string): unknown =>
  readdirSync(corpus, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => [name, readFileSync(join(corpus, name), 'utf8')]);

test('what two workers did is what one process does, byte for byte, and its counterexamples', async () => {
  const broker = await startTestBroker();
  const [one, many] = [join(folder, 'one'), join(folder, 'many')];
  try {
    const queue = ['--queue', broker.url];
    const added = await mainHere(['campaign', 'add', ...asked, ...cases, '--ranges-per-job', '1', '--json', ...queue]);
    expect(JSON.parse(added.stdout)).toMatchObject({ jobs: repeats(6, 3), isNew: true });
    const ended = await Promise.all([work(broker.url), work(broker.url)]);
    expect(ended).toEqual([expect.stringMatching(/^0 .*\d jobs? done/s), expect.stringMatching(/^0 .*\d jobs? done/s)]);
    const report = await mainHere(['campaign', 'report', '--claims', claims, '--corpus', many, '--json', ...queue]);
    const alone = await mainHere(['verify', ...asked, ...cases, '--jobs', '1', '--corpus', one, '--json']);
    expect(bare(report.stdout.replaceAll(many, one))).toEqual(bare(alone.stdout));
    expect([report.status, alone.status]).toEqual([1, 1]);
    expect(entriesIn(many)).toEqual(entriesIn(one));
    expect(entriesIn(many)).not.toEqual([]);
  } finally {
    await broker.close();
  }
});
