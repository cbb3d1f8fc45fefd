import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { compiledProgram } from '../../compiled-program.test-support.ts';
import { npyBytes } from '../../files/npy-bytes.test-support.ts';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const program = await compiledProgram();
const folder = mkdtempSync(join(tmpdir(), 'lastbit-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));

const four = [1, 2, 3, 4];
const files: Readonly<Record<string, Uint8Array | string>> = {
  'good.npy': npyBytes({ numbers: four }),
  'large.csv': '1,2,3\n4,5,6\n7,8,9\n',
  'cut.npy': npyBytes({ numbers: four }).subarray(0, -3),
  'complex.npy': npyBytes({ type: '<c8', numbers: four }),
  'integers.npy': npyBytes({ type: '>i8', fortran: true, numbers: four }),
  'row.npy': npyBytes({ sizes: [4], numbers: four }),
  'three.npy': npyBytes({ sizes: [2, 2, 1], numbers: four }),
  'channels.npy': npyBytes({ sizes: [1, 2, 2, 1], numbers: four }),
  'two-channels.npy': npyBytes({ sizes: [1, 1, 2, 2], numbers: four }),
  'ragged.json': '[[1, 2], [3]]',
  'tenth.csv': '1,0.1\n2,3\n',
  'huge.csv': '1,1e39\n2,3\n',
};
for (const [name, contents] of Object.entries(files)) writeFileSync(join(folder, name), contents);

/** The program as npx starts it. It takes a second, so most tests call its main function instead. */
function lastbit(words: readonly string[]): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, 'explain', ...words], {
    cwd: folder,
    encoding: 'utf8',
  });
  return { status: status ?? -1, stdout, stderr };
}

/** The same in this process, with the names of files as paths. */
function lastbitHere(words: readonly string[]): Promise<Ended> {
  return mainHere([
    'explain',
    ...words.map((word) => (word in files || word === 'none.npy' ? join(folder, word) : word)),
  ]);
}

const filePair = (image: string, kernel: string): string[] => ['--image', image, '--kernel', kernel];

/** What the readers refuse in detail is tested in src/files. */
test.each([
  [filePair('none.npy', 'good.npy'), 'none.npy: there is no such file'],
  [filePair('good.npy', 'large.csv'), 'does not fit into a 2×2 image with padding "valid"'],
  [filePair('cut.npy', 'good.npy'), 'cut.npy: cut short'],
  [filePair('complex.npy', 'good.npy'), 'complex.npy: holds complex numbers'],
  [filePair('three.npy', 'good.npy'), 'three.npy: has 3 dimensions'],
  [filePair('channels.npy', 'two-channels.npy'), 'two-channels.npy: takes 2 input channels, but the image'],
  [filePair('ragged.json', 'good.npy'), 'ragged.json: ragged'],
  [[...filePair('huge.csv', 'good.npy'), '--round-inputs'], 'huge.csv: 1e+39 at [0][1] is beyond'],
  [['sums', 'good.npy'], 'explain sums: no such operation; did you mean sum?'],
  [['sum'], 'explain sum: takes 1 array, not 0; as in explain sum a.npy'],
  [['dot', 'good.npy'], 'explain dot: takes 2 arrays, not 1'],
  [['dot', 'good.npy', 'large.csv'], 'dot takes two arrays of the same sizes'],
  [['matmul', 'good.npy', 'large.csv'], 'matmul needs as many'],
  [['sum', 'good.npy', '--axis', '2'], '--axis 2: '],
  [['sum', 'good.npy', '--axis', 'x'], '--axis x: not axes separated by commas'],
  [['sum', 'good.npy', '--stride', '2'], '--stride: not an option of explain sum; it is one of conv'],
  [['sum', 'good.npy', '--output', '1'], '--output 1: the answer has 1 output, number 0'],
  [['sum', 'none.npy'], 'none.npy: there is no such file'],
  [[...filePair('good.npy', 'good.npy'), '--mean'], '--mean: not an option of explain conv; it is one of sum'],
  [[...filePair('good.npy', 'good.npy'), '--layout', 'chw'], '--layout chw: not nhwc or nchw'],
  [['--observed', 'x=1', '--as', 'hex'], '--as hex: not repr, fixed or exact'],
  [['--image', 'good.npy'], '--image without --kernel'],
  [['--stride', '-1'], '--stride -1: not N or ROWSxCOLUMNS'],
  [['--padding', 'wide'], '--padding wide: not valid, same, N, ROWSxCOLUMNS, or'],
  [['--subject', 'nobody/conv2d'], '--subject nobody/conv2d: there is no such subject'],
  [['--observed', 'mine'], '--observed mine: no "="'],
  [['--observed', 'mine=0.1.2'], '--observed mine=0.1.2: "0.1.2" is not a decimal number, nan or inf'],
  [['--output', '1'], '--output 1: the case has 1 output'],
  [['--nonsense'], "unknown option '--nonsense'"],
])('%j is refused in one line', async (words, message) => {
  const { status, stdout, stderr } = await lastbitHere(words);
  expect(stderr).toContain(message);
  expect(stderr.trimEnd().split('\n')).toHaveLength(1);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(readdirSync(folder).sort()).toEqual(Object.keys(files).sort());
});

test('the program itself ends with status 2 and one line', () => {
  expect(lastbit(filePair('cut.npy', 'good.npy'))).toEqual({
    status: 2,
    stdout: '',
    stderr: 'lastbit: cut.npy: cut short: 13 bytes of numbers, where 2×2 <f4 takes 16\n',
  });
});

test('one object of JSON, from files, by one subject', async () => {
  const words = ['--output', '3', '--subject', 'lastbit/sequential', '--observed', 'a=1.1e2', '--json'];
  const { status, stdout, stderr } = await lastbitHere([...filePair('large.csv', 'integers.npy'), ...words]);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  const { schema, output } = JSON.parse(stdout);
  expect(schema).toBe('lastbit-explain-3');
  expect(output).toMatchObject({
    index: 3,
    exact: { decimal: '77' },
    results: [{ subject: 'lastbit/sequential', bits: '429a0000', withinBound: true }],
  });
  expect(output.observed).toMatchObject([{ name: 'a', consistentWith: [], possibleBinary32: true }]);
});

test('the text opens with a sentence for each observed number', async () => {
  const words = ['dot', 'good.npy', 'good.npy', '--observed', 'x=17', '--subject', 'lastbit/sequential'];
  const { status, stdout, stderr } = await lastbitHere(words);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /^x, 17, is a defect, no rounding: no addition rounds here, so every order in binary32 gives 30\. The exact value is 30\./,
  );
});

test('a convolution of one axis is explained', async () => {
  const words = ['--output', '0', '--observed', 'x=30', '--subject', 'lastbit/sequential'];
  const { stdout, stderr } = await lastbitHere([...filePair('row.npy', 'row.npy'), ...words]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(/^x, 30, is a rounding, given by .*; it is the exact value\./s);
});

test('--brief prints the answer alone', async () => {
  const words = ['dot', 'good.npy', 'good.npy', '--observed', 'x=30', '--subject', 'lastbit/sequential'];
  const { stdout, stderr } = await lastbitHere([...words, '--brief']);
  expect(stderr).toBe('');
  const whole = (await lastbitHere(words)).stdout;
  expect(whole.split('\n').length).toBeGreaterThan(20);
  expect(whole.startsWith(stdout)).toBe(true);
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(/^x, 30, is a rounding.* The exact value is 30\. /);
  expect(stdout.split('\n').length).toBeLessThan(10);
});
