import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { places } from '../../places/places.ts';
import { mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-claims-'));
afterAll(() => rmSync(folder, { recursive: true }));
const corpus = join(folder, 'corpus');

function moduleOf(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

const entry = (name: string): string => JSON.stringify(pathToFileURL(join(places.program, 'src', name)).href);
const half = `{ id: 'mine-half-unit', statement: 'Every output is within half a unit of P.',
  bound: ({ absoluteSum }) => absoluteSum * 2 ** -24 }`;

test('a false claim is refuted, minimised and kept, status 1; its entry replays with the same option', async () => {
  const file = moduleOf('half.mjs', `export default [${half}];`);
  const words = ['--claims', file, '--corpus', corpus];
  const tried = ['verify', 'mine-half-unit', '--subject', 'lastbit/sequential', '--cases', '300', ...words];
  const { status, stdout, stderr } = await mainHere(tried);
  expect(status).toBe(1);
  expect(stdout).toMatch(/mine-half-unit[\s\S]*lastbit\/sequential/);
  expect(stderr).toContain(`corpus replay`);
  expect(stderr).toContain(`--claims ${file}`);
  const [kept] = readdirSync(join(corpus, 'mine-half-unit'));
  const id = kept!.replace('.json', '');
  const replayed = await mainHere(['corpus', 'replay', id, ...words]);
  expect(replayed).toMatchObject({ status: 0, stdout: expect.stringMatching(/violated.*as expected/) });
  const without = await mainHere(['corpus', 'replay', id, '--corpus', corpus]);
  expect(without.stdout).toContain('there is no claim mine-half-unit');
});

test('a true claim holds where it applies; its inputs are drawn, and TypeScript is read in a checkout', async () => {
  const file = moduleOf(
    'loose.ts',
    `import { defineClaim, type ClaimDefinition } from ${entry('index.ts')};
    import { cases } from ${entry('fast-check.ts')};
    const shape = { batch: 1, height: 1, width: 2, channelsIn: 1, channelsOut: 1, kernelHeight: 1, kernelWidth: 2,
      stride: [1, 1], dilation: [1, 1], padding: 'valid' } as const;
    export const loose: ClaimDefinition = defineClaim({ id: 'mine-loose', statement: 'Within P.', status: 'proven',
      appliesTo: ({ id }) => id === 'lastbit/sequential', inputs: cases({ shape }),
      discard: ({ absoluteSum }) => (absoluteSum < 2 ** -100 ? 'tiny' : absoluteSum > 2 ** 100 ? 'huge' : undefined),
      bound: ({ absoluteSum }) => absoluteSum });`,
  );
  const words = [
    'verify',
    'mine-loose',
    '--claims',
    file,
    '--subject',
    'lastbit',
    '--cases',
    '400',
    '--corpus',
    corpus,
  ];
  const { status, stdout } = await mainHere([...words, '--json']);
  expect(status).toBe(0);
  const { rows } = JSON.parse(stdout);
  expect(rows).toMatchObject([{ claim: 'mine-loose', subject: 'lastbit/sequential', verdict: 'holds' }]);
  expect(Object.keys(rows[0].distributions)).toContain('inputs of a claim');
});

const rules = {
  predicate: `{ id: 'mine-bounded', statement: 'No output exceeds the largest pixel times Σ of the kernel.',
    discard: ({ shape }) => (shape.channelsIn > 1 ? 'more than one channel' : undefined),
    holds: ({ kernel }, outputs) => outputs.every((value) => Math.abs(value) < 1) || 'an output of 1 or more' }`,
  relation: `{ id: 'mine-negated', statement: 'The negated image gives the same outputs.',
    relate: ({ shape, image, kernel }) => ({ shape, image: image.map((pixel) => -pixel), kernel }),
    agree: (first, second) => first.every((value, i) => Object.is(value, second[i])) || 'the two differ' }`,
};
test.each(Object.entries(rules))('a false %s is refuted, minimised, kept and replayed', async (kind, text) => {
  const file = moduleOf(`${kind}.mjs`, `export default ${text};`);
  const [id = ''] = /mine-\w+/.exec(text) ?? [];
  const words = ['--claims', file, '--corpus', corpus];
  const { status, stdout } = await mainHere([
    'verify',
    id,
    '--cases',
    '300',
    '--subject',
    'lastbit/sequential',
    ...words,
  ]);
  expect(status).toBe(1);
  expect(stdout).toContain(kind === 'predicate' ? 'note       an output of 1 or more' : 'note       the two differ');
  const [kept] = readdirSync(join(corpus, id));
  const entry = JSON.parse(readFileSync(join(corpus, id, kept!), 'utf8'));
  expect(entry).toMatchObject({ bound: null, errorOverBound: null });
  expect(entry.image.length + entry.kernel.length).toBe(2);
  const replay = ['corpus', 'replay', kept!.replace('.json', ''), ...words];
  expect(await mainHere(replay)).toMatchObject({ status: 0, stdout: expect.stringMatching(/violated.*as expected/) });
});

test('own claims are tried beside all others where none is named', async () => {
  const file = moduleOf('named.mjs', `export const half = ${half}; export const again = half;`);
  const words = ['--claims', file, '--subject', 'lastbit/sequential', '--cases', '20', '--corpus', corpus, '--json'];
  const claims = JSON.parse((await mainHere(['verify', ...words])).stdout).claims.map(({ id }: { id: string }) => id);
  expect(claims).toEqual(expect.arrayContaining(['mine-half-unit', 'dot-any-order']));
});

test.each([
  ['none.mjs', '', 'it exports no claim; see defineClaim'],
  ['syntax.mjs', 'export const x = ;', 'Unexpected token'],
  ['throws.mjs', 'throw new Error("no such table");', 'no such table'],
  ['id.mjs', `export default { ...${half}, id: 'My claim' }`, 'id "My claim": not small letters, digits and -'],
  ['taken.mjs', `export default { ...${half}, id: 'dot-kahan' }`, 'dot-kahan: id: a claim of lastbit has it'],
  ['bound.mjs', `export default { ...${half}, bound: 1 }`, 'mine-half-unit: bound: not a function'],
  ['inputs.mjs', `export default { ...${half}, inputs: 1 }`, 'mine-half-unit: inputs: not an arbitrary of fast-check'],
  ['twice.mjs', `export default [${half}, ${half}]`, 'mine-half-unit is there twice'],
  ['nan.mjs', `export default { ...${half}, bound: () => NaN }`, 'mine-half-unit: bound: gave NaN'],
  [
    'rule.mjs',
    `export default { ...${half}, bound: () => 1, holds: () => true }`,
    'give one of bound, holds, or relate',
  ],
  ['relate.mjs', `export default { id: 'mine', statement: 'x', relate: (c) => c }`, 'mine: agree: not a function'],
  [
    'answer.mjs',
    `export default { id: 'mine', statement: 'x', holds: () => false }`,
    'mine: holds: gave false, neither',
  ],
  ['case.mjs', `export default { id: 'mine', statement: 'x', relate: () => 1, agree: () => true }`, 'mine: relate: '],
  [
    'bound-throws.mjs',
    `export default { ...${half}, bound: () => { throw new Error('a\\nb'); } }`,
    'mine-half-unit: bound: a b',
  ],
  [
    'discard-throws.mjs',
    `export default { ...${half}, discard: () => null.x }`,
    'mine-half-unit: discard: Cannot read',
  ],
  ['applies-throws.mjs', `export default { ...${half}, appliesTo: () => null.x }`, 'mine-half-unit: appliesTo: Cannot'],
  [
    'proxy.mjs',
    `export default new Proxy({}, { get() { throw new Error('no such field'); } })`,
    'proxy.mjs: no such field',
  ],
  ['number.mjs', 'export const version = 3;', 'a claim: not an object'],
])('%s: one line, status 2', async (name, text, said) => {
  const file = moduleOf(name, text);
  const words = ['verify', '--claims', file, '--subject', 'lastbit/sequential', '--cases', '5', '--corpus', corpus];
  const { status, stdout, stderr } = await mainHere(words);
  expect(stderr).toContain(said);
  expect(stderr.trim()).not.toContain('\n');
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

test('a file that is not there is one line', async () => {
  const { status, stderr } = await mainHere(['verify', '--claims', join(folder, 'gone.mjs')]);
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: expect.stringMatching(/there is no such file or folder \(ENOENT\); check the path\n$/),
  });
});
