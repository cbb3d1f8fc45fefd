import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from '@commander-js/extra-typings';
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest';
import { campaignCommand } from './commands/campaign.ts';
import { wrongEngine } from './commands/wrong-engine.test-support.ts';
import { applyConfig } from './config.ts';
import { mainHere } from './main-here.test-support.ts';

const scratch = mkdtempSync(join(tmpdir(), 'lastbit-config-'));
let folder = '';
let number = 0;
beforeEach(() => {
  number++;
  folder = join(scratch, String(number));
  mkdirSync(join(folder, 'below'), { recursive: true });
  vi.spyOn(process, 'cwd').mockReturnValue(join(folder, 'below'));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => rmSync(scratch, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
const config = (record: object): void => write('lastbit.config.json', JSON.stringify(record));
const half = `export default { id: 'mine-half-unit', statement: 'Every output is within half a unit of P.',
  bound: ({ absoluteSum }) => absoluteSum * 2 ** -24 };`;
const quick = ['--subject', 'lastbit/sequential', '--json'];

test('verify looks where the file says, unless the command line says it', async () => {
  config({ aim: { shapes: ['6x5x2*3x3'], stride: '2', op: 'conv2d' } });
  const words = ['verify', 'dot-any-order', '--subject', 'lastbit/sequential', '--cases', '20', '--json'];
  const shapeOf = async (more: readonly string[]): Promise<string> =>
    JSON.parse((await mainHere([...words, ...more])).stdout).rows[0].attainedBy.shape;
  expect(await shapeOf([])).toBe('1×6×5×2 * 3×3×2×1 stride 2×2 dilation 1×1 valid');
  expect(await shapeOf(['--terms', '3'])).toBe('1×1×3×1 * 1×3×1×1 stride 1×1 dilation 1×1 valid');
  expect((await mainHere(['config'])).stdout).toMatch(/aim\.shapes +6x5x2\*3x3/);
  config({ aim: { shapes: ['6x5*9x9'] } });
  const { status, stderr } = await mainHere(words);
  expect([status, stderr]).toEqual([2, expect.stringMatching(/^lastbit: --shape 6x5\*9x9: a kernel that covers 9×9/)]);
});

test('campaign add looks where verify looks, with its seed', async () => {
  const words = ['campaign', 'add', '--cases', '20', '--queue', 'redis://127.0.0.1:1'];
  config({ aim: { shapes: ['6x5*9x9'] } });
  expect((await mainHere(words)).stderr).toMatch(/^lastbit: --shape 6x5\*9x9: a kernel that covers 9×9/);
  const command = new Command();
  campaignCommand(command);
  const add = command.commands[0]!.commands.find((one) => one.name() === 'add')!;
  config({ seeds: { verify: 7, fuzz: 8 }, aim: { shapes: ['9x9*3x3'] } });
  await applyConfig(add);
  expect(add.opts()).toMatchObject({ seed: '7', shape: ['9x9*3x3'] });
});

test('the environment names the broker above the file, and no password is printed', async () => {
  config({ queue: 'rediss://user:secret@broker.example:7000' });
  const shown = async (): Promise<unknown> => {
    const { stdout } = await mainHere(['config', '--json']);
    return JSON.parse(stdout).settings.find(({ name }: { readonly name: string }) => name === 'queue');
  };
  const from = join(folder, 'lastbit.config.json');
  expect(await shown()).toEqual({ name: 'queue', value: 'rediss://…@broker.example:7000', from });
  config({ queue: 'redis://broker.example' });
  const { status, stderr } = await mainHere(['campaign', 'work', '--drain']);
  expect([status, stderr]).toEqual([
    2,
    expect.stringMatching(/^lastbit: --queue redis:\/\/broker\.example:6379: without TLS/),
  ]);
  vi.stubEnv('LASTBIT_QUEUE', 'redis://:secret@other.example');
  expect(await shown()).toEqual({ name: 'queue', value: 'redis://…@other.example', from: 'LASTBIT_QUEUE' });
  const other = await mainHere(['campaign', 'work', '--drain']);
  expect(other.stderr).toMatch(/^lastbit: LASTBIT_QUEUE redis:\/\/other\.example:6379: without TLS/);
  vi.unstubAllEnvs();
});

test('a file above gives seed, limits, claims and corpus; the command line stands above it', async () => {
  write('claims.mjs', half);
  config({ seeds: { verify: 5 }, limits: { cases: 30 }, claims: ['claims.mjs'], corpus: 'kept' });
  // Files are found from the current folder of the process, which a test cannot change for one of many workers.
  const paths = ['--claims', join(folder, 'claims.mjs'), '--corpus', join(folder, 'kept')];
  const run = async (...words: readonly string[]) =>
    JSON.parse((await mainHere(['verify', 'dot-any-order', ...quick, ...paths, ...words])).stdout);
  expect(await run()).toMatchObject({ seed: 5, stoppedBy: 'cases' });
  expect((await run()).cases).toBeLessThan(200);
  expect(await run('--seed', '6')).toMatchObject({ seed: 6 });
  expect((await run('--cases', '300')).cases).toBeGreaterThanOrEqual(300);
  const { stdout } = await mainHere(['config', '--json']);
  const { file, settings } = JSON.parse(stdout);
  expect(file).toBe(join(folder, 'lastbit.config.json'));
  const inForce = Object.fromEntries(
    settings.map(({ name, value, from }: Record<string, string>) => [name, [value, from === file]]),
  );
  expect(inForce).toMatchObject({
    ...{ claims: [join('..', 'claims.mjs'), true], corpus: [join('..', 'kept'), true] },
    ...{ 'seeds.verify': ['5', true], 'seeds.explain': ['2018', false], 'limits.cases': ['30', true] },
  });
});

test('an engine of the file is asked; one of the command line stands for the one of its name', async () => {
  const [name, command] = wrongEngine(folder).split('=');
  config({ engines: { [name!]: command } });
  const words = ['verify', 'dot-any-order', '--cases', '1', '--subject', 'wrong', '--corpus', join(folder, 'kept')];
  expect(await mainHere(words)).toMatchObject({
    status: 1,
    stdout: expect.stringMatching(/VIOLATED.* by wrong\/conv2d/),
  });
  config({ engineTimeout: 86_401 });
  expect((await mainHere(['engines'])).stderr).toContain('--engine-timeout 86401: not a whole number from 1 to 86400');
  config({ engines: { [name!]: command } });
  const gone = await mainHere([...words, '--engine', 'wrong=no-such-program']);
  expect([gone.status, gone.stderr]).toEqual([2, expect.stringMatching(/wrong\/conv2d is missing: .*no-such-program/)]);
});

test('a file of another user, in a folder that all may write to, is not run', async () => {
  const path = join(folder, 'lastbit.config.mjs');
  write('lastbit.config.mjs', `throw new Error('it was run')`);
  chmodSync(folder, 0o1777);
  // Only root can give a file away; anybody else plays another user.
  if (process.geteuid?.() === 0) chownSync(path, 65534, 65534);
  else vi.spyOn(process, 'geteuid').mockReturnValue(65534);
  const { status, stderr } = await mainHere(['config']);
  expect([status, stderr]).toEqual([
    2,
    `lastbit: ${path}: it belongs to another user, and all users may write to its folder; ` +
      'remove it, or work elsewhere\n',
  ]);
  chmodSync(folder, 0o755);
  expect((await mainHere(['config'])).stderr).toContain('it was run');
});

test('a module is read; the nearest file counts, and without one nothing is said', async () => {
  config({ seeds: { verify: 5 } });
  write('below/lastbit.config.mjs', 'export default { seeds: { verify: 7 } };');
  const near = await mainHere(['config']);
  expect(near.stdout).toMatch(
    /lastbit\.config\.mjs; an option.*\n[\s\S]*seeds\.verify +7 +\S*below.lastbit\.config\.mjs/,
  );
  rmSync(join(folder, 'below', 'lastbit.config.mjs'));
  rmSync(join(folder, 'lastbit.config.json'));
  expect((await mainHere(['config'])).stdout).toMatch(/^No configuration file: /);
});

test.each([
  ['{ "seeds": { "verify": -1 } }', /lastbit\.config\.json: seeds\.verify: .*>=0/],
  ['{ "seed": 1 }', /lastbit\.config\.json: seed: /],
  ['{ "limits": { "cases": "many" } }', /lastbit\.config\.json: limits\.cases: .*Expected number/],
  ['{ "engines": { "my engine": "x" } }', /lastbit\.config\.json: engines\.my engine: not letters/],
  ['{ "claims": "one.mjs" }', /lastbit\.config\.json: claims: .*Expected Array/],
  ['[]', /lastbit\.config\.json: /],
  ['{', /lastbit\.config\.json: .*JSON/],
])('%s: one line that names file and field, status 2', async (text, said) => {
  write('lastbit.config.json', text);
  for (const words of [['config'], ['verify', 'dot-any-order', ...quick]]) {
    const { status, stdout, stderr } = await mainHere(words);
    expect(stderr).toMatch(said);
    expect(stderr.trim()).not.toContain('\n');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  }
});

test('two files in one folder are one line', async () => {
  config({});
  write('lastbit.config.mjs', 'export default {};');
  expect((await mainHere(['config'])).stderr).toMatch(/lastbit\.config\.mjs is beside it; keep one of them\n$/);
});
