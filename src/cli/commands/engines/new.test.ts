import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { splitWords } from '../../../engines/user-engine.ts';
import { repeats } from '../../../repeats.test-support.ts';
import { mainHere } from '../../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-new-'));
afterAll(() => rmSync(folder, { recursive: true }));

const words = { python: ['python3', '--version'], js: ['node', '-v'], c: ['cc', '--version'] };
/** Their compilers take seconds. */
const slow = { rust: ['rustc', '--version'], go: ['go', 'version'] };

const claims = repeats(['--cases', '200'], ['dot-any-order', '--cases', '40']);

/** Runs what the README says between backquotes; lastbit in this process. */
async function follow(readme: string, place: string) {
  const ran = [];
  for (const [, line] of readme.matchAll(/`((?:npx|cc|rustc|go) [^`]*)`/g)) {
    if (!line!.startsWith('npx')) {
      const { status, stderr } = spawnSync('sh', ['-c', line!], { cwd: place, encoding: 'utf8' });
      ran.push({ status, stderr });
      continue;
    }
    const asked = splitWords(line!.replace(/(\.\/engine\b|engine\.\w+)/, (file) => join(place, file)));
    const more = asked.includes('verify') ? [...claims, '--corpus', join(folder, 'corpus')] : [];
    ran.push(await mainHere([...asked.slice(2), ...more]));
  }
  return ran;
}

for (const [lang, [program = '', ...version]] of Object.entries(repeats({ ...words, ...slow }, words))) {
  const isThere = spawnSync(program, version).status === 0;
  const name = `engines new --lang ${lang}: the README leads to an engine that keeps the protocol and all claims`;
  if (!isThere) {
    test.skip(`${name}: not run, there is no ${program}`);
    continue;
  }
  test(name, async () => {
    const place = join(folder, lang);
    const { status, stdout } = await mainHere(['engines', 'new', '--lang', lang, place]);
    expect(status).toBe(0);
    expect(stdout).toBe(readFileSync(join(place, 'README.md'), 'utf8'));
    expect(stdout.split('\n').filter((line) => line !== '')).toHaveLength(5);
    const source = readdirSync(place).find((file) => file.startsWith('engine.'))!;
    expect(readFileSync(join(place, source), 'utf8').split('\n').length).toBeLessThanOrEqual(60);
    const ran = await follow(stdout, place);
    for (const { status, stderr } of ran) expect(status, stderr).toBe(0);
    expect(ran.at(-2)).toMatchObject({ stdout: expect.stringMatching(/conv2d.*conv1d.*It keeps the protocol\./s) });
    expect(ran.at(-1)).toMatchObject({ stdout: expect.stringContaining('Nothing unexpected') });
  });
}

test('bad words are told in one line, and nothing is written over', async () => {
  const place = join(folder, 'twice');
  expect((await mainHere(['engines', 'new', '--lang', 'js', place])).status).toBe(0);
  const before = readdirSync(place);
  for (const [lang, told] of [
    ['js', /twice: the folder is not empty/],
    ['pyhton', /--lang pyhton: not python, c, rust, go, js; did you mean python\?/],
  ] as const) {
    const { status, stderr } = await mainHere(['engines', 'new', '--lang', lang, place]);
    expect({ status, lines: stderr.trim().split('\n').length }).toEqual({ status: 2, lines: 1 });
    expect(stderr).toMatch(told);
  }
  expect(readdirSync(place)).toEqual(before);
  const none = await mainHere(['engines', 'check', ' ']);
  expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining('the command is empty') });
});
