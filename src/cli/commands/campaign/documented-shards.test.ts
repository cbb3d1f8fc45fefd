import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Ended, mainHere } from '../../main-here.test-support.ts';

/** The commands of docs/campaigns.md and the nightly workflow, expanded by a shell, with few cases of one subject. */
const textOf = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const pages = {
  docs: textOf('docs/campaigns.md'),
  nightly: textOf('.github/workflows/nightly.yml').replaceAll(/\\\n */g, ''),
};
const before = process.cwd();
const folder = mkdtempSync(join(tmpdir(), 'lastbit-documented-'));
beforeAll(() => process.chdir(folder));
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

/** The lines of a page with `npx lastbit` and all of these words. */
const linesWith = (page: string, ...words: readonly string[]): readonly string[] =>
  page.split('\n').flatMap((line) => {
    const found = /npx lastbit .*/.exec(line)?.[0];
    return found !== undefined && words.every((word) => found.includes(word)) ? [found] : [];
  });

/** The words that a shell gives to lastbit; expressions of GitHub are replaced before it sees them. */
function expanded(line: string, variables: Readonly<Record<string, string>>, shard: number): readonly string[] {
  const github = line
    .replaceAll(/\$\{\{ matrix\.shard \}\}/g, String(shard))
    .replaceAll(/\$\{\{ github\.run_number \}\}/g, '7')
    .replaceAll(/\$\{\{ inputs\.seconds \|\| '(\d+)' \}\}/g, '$1');
  const script = `npx() { printf '%s\\n' "$@"; }; ${github}`;
  const words = execFileSync('sh', ['-euc', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...variables },
  });
  return words.trim().split('\n').slice(1);
}

const few = (words: readonly string[]): readonly string[] => [
  ...words
    .map((word, place) => (['--cases', '--seconds'].includes(words[place - 1]!) ? '100' : word))
    .map((word) => (word === '--seconds' ? '--cases' : word)),
  ...['dot-any-order', '--subject', 'lastbit/sequential', '--corpus', 'corpus'],
];
const run = (words: readonly string[]): Promise<Ended> => mainHere(few(words));
const recordsOf = (words: readonly string[]): string => words[words.indexOf('--records') + 1]!;
const shardOf = (words: readonly string[]): string => words[words.indexOf('--shard') + 1]!;

const [plain1, plain2, github, slurm, kubernetes] = linesWith(pages.docs, '--shard', '--records') as string[];
const [nightly] = linesWith(pages.nightly, '--shard', '--records');
/** How each service counts its parts. */
const services: readonly (readonly [
  name: string,
  line: string,
  n: number,
  of: (k: number) => Readonly<Record<string, string>>,
])[] = [
  ['GitHub Actions', github!, 4, () => ({})],
  ['the nightly workflow', nightly!, 4, () => ({})],
  ['Slurm', slurm!, 16, (k) => ({ SLURM_ARRAY_TASK_ID: String(k) })],
  ['Kubernetes', kubernetes!, 16, (k) => ({ JOB_COMPLETION_INDEX: String(k - 1) })],
];

test.each(services)('%s: its parts are all shards, each with a file of its own, and run', async (_, line, n, of) => {
  const shards = [1, 2, n];
  const parts = shards.map((k) => expanded(line, of(k), k));
  expect(parts.map(shardOf)).toEqual(shards.map((k) => `${k}/${n}`));
  expect(new Set(parts.map(recordsOf)).size).toBe(shards.length);
  // Their own places are not here.
  const own = parts[0]!.map((word) => word.replace(/^\/?records\//, 'records/'));
  const { status, stderr } = await run(own);
  expect(stderr).toContain(`Shard 1/${n} of seed`);
  expect(status).toBe(0);
});

test('the shards of the first example are merged as it says', async () => {
  for (const line of [plain1!, plain2!]) expect((await run(expanded(line, {}, 0))).status).toBe(0);
  const [merge] = linesWith(pages.docs, 'campaign merge', 'night/1.gz');
  const { status, stdout } = await mainHere([...expanded(merge!, {}, 0), '--corpus', 'corpus']);
  expect(status).toBe(0);
  expect(stdout).toMatch(/lastbit\/sequential: no violation of 1 proven claim on \d+ cases/);
});

test('all merges of the documents take the options that they give', async () => {
  const lines = [...linesWith(pages.docs, 'campaign merge', '*.gz'), ...linesWith(pages.nightly, 'campaign merge')];
  expect(lines.length).toBeGreaterThan(3);
  const commands = lines.map((line) =>
    line
      .replace(/[`'].*/, '')
      .replace(/\S*\*\.gz/, 'night/1.gz night/2.gz')

      .replace(/ (>|--report) .*/, ''),
  );
  for (const command of new Set(commands)) {
    const words = command.split(' ').slice(2);
    expect(await mainHere([...words, '--corpus', 'corpus'])).toMatchObject({ status: 0 });
  }
});
