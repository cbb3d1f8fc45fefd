import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wrongEngine } from '../src/cli/commands/wrong-engine.test-support.ts';
import { tfjsNodePackage } from '../src/engines/locations.ts';
import { apiProblems } from './api-report.ts';
import { type InstalledPackage, installPackage, root, writeUserFile } from './installed-package.ts';

let installed: InstalledPackage;
beforeAll(() => {
  installed = installPackage();
});
afterAll(() => installed?.remove());

const lastbit = (...words: readonly string[]) => installed.run('lastbit', words);
/** The entries of the user's folder, except those that npm wrote. */
const written = (below = '.'): readonly string[] =>
  readdirSync(join(installed.folder, below)).filter((name) => !/^(node_modules|package(-lock)?\.json)$/.test(name));

describe('the files of the package', () => {
  test('have no tests, no TypeScript sources, no tsx, and a map for every module', () => {
    const folder = join(installed.folder, 'node_modules', 'lastbit');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    expect(files.filter((path) => /\.test|test-support|\.prop\.|golden|fake-engine/.test(path))).toEqual([]);
    expect(files.filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))).toEqual([]);
    const modules = files.filter((path) => path.startsWith('dist') && path.endsWith('.js'));
    expect(modules.length).toBeGreaterThan(100);
    expect(modules.filter((path) => !files.includes(`${path}.map`))).toEqual([]);
    expect(existsSync(join(installed.folder, 'node_modules', 'tsx'))).toBe(false);
  });

  test('have what pins the npm packages of tfjs-node', () => {
    const pinned = (folder: string, name: string) => readFileSync(join(folder, 'install', 'tfjs-node', name), 'utf8');
    const folder = join(installed.folder, 'node_modules', 'lastbit', 'dist');
    for (const name of ['package.json', 'package-lock.json'])
      expect(pinned(folder, name)).toBe(pinned(join(root, 'src'), name));
  });

  /**
   * BullMQ brings msgpackr-extract, which is optional. Its script only looks whether its binary fits this machine;
   * without it, msgpackr decodes in JavaScript. A checkout does not run it (`allowScripts`).
   */
  const harmless = ['node_modules/msgpackr-extract'];

  test('bring no package that runs a script while it is installed, but for a harmless one', () => {
    const lock = JSON.parse(readFileSync(join(installed.folder, 'package-lock.json'), 'utf8'));
    const packages = Object.entries<{ hasInstallScript?: boolean }>(lock.packages);
    expect(packages.length).toBeGreaterThan(10);
    const running = packages.filter(([, { hasInstallScript }]) => hasInstallScript === true);
    expect(running.map(([path]) => path)).toEqual(harmless);
  });

  test('are as publint wants them', () => {
    expect(
      installed.run(join(root, 'node_modules', '.bin', 'publint'), ['run', installed.tarball, '--strict']),
    ).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('All good!'),
    });
  });

  test('have types that resolve, for import: the package is ESM only', () => {
    const words = [installed.tarball, '--profile', 'esm-only'];
    expect(installed.run(join(root, 'node_modules', '.bin', 'attw'), words)).toMatchObject({ status: 0 });
  });
});

describe('the program in an empty folder', () => {
  test('says its version, explains, lists claims and engines', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(lastbit('--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(lastbit('explain')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('0.001403816044330596923828125'),
    });
    expect(lastbit('claims')).toMatchObject({ status: 0, stdout: expect.stringContaining('dot-any-order') });
    const engines = lastbit('engines');
    expect(engines.stdout).toMatch(/tfjs-cpu\/conv2d .* ready/);
    expect(engines.stdout).toMatch(/tfjs-node\/conv2d .* (ready|to get it: npx lastbit engines install tfjs-node)/);
  });

  const isTensorflowDemanded = process.env.CI === 'true' || tfjsNodePackage() !== undefined;

  test.each(['numpy', ...(isTensorflowDemanded ? ['tfjs-node'] : [])])('verifies %s, from the cache', (engine) => {
    expect(lastbit('verify', '--subject', engine, '--cases', '200')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(new RegExp(`${engine}/multiply-sum .*holds(.|\\n)* pairs checked on `)),
    });
  });

  test('knows the defects of engines from the corpus of the package', () => {
    const verified = lastbit('verify', 'dot-any-order', '--subject', 'tfjs-wasm/conv2d', '--cases', '400');
    expect(verified).toMatchObject({ status: 0, stdout: expect.stringMatching(/\d known defects still there/) });
    expect(lastbit('corpus', 'replay', 'dc0096aef9551ca9')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('as expected'),
    });
  });

  test('has written nothing so far, and writes a counterexample into corpus/ of the current folder', () => {
    expect(written()).toEqual([]);
    mkdirSync(join(installed.folder, 'other'));
    const engine = wrongEngine(join(installed.folder, 'other'));
    const words = ['verify', 'dot-any-order', '--engine', engine, '--subject', 'wrong', '--cases', '400'];
    expect(installed.run('lastbit', words, 'other')).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('NEW COUNTEREXAMPLE  dot-any-order by wrong/'),
    });
    expect(written('other').toSorted()).toEqual(['corpus', 'wrong.py']);
    expect(readdirSync(join(installed.folder, 'other', 'corpus'))).toEqual(['dot-any-order']);
    expect(installed.run('lastbit', ['corpus', 'lint'], 'other')).toMatchObject({ status: 0 });
  });
});

describe('the library', () => {
  const blocks = [
    ...readFileSync(join(root, 'docs', 'library.md'), 'utf8').matchAll(
      /```(?:js|ts)\n\/\/ (\S+)\n([\s\S]*?)```(?:[^`]*?```text\n([\s\S]*?)```)?/g,
    ),
  ];

  const [, readme = ''] = /```ts\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];

  beforeAll(() => {
    for (const [, name = '', code = ''] of blocks) writeUserFile(installed, name, code);
    writeUserFile(installed, 'readme.test.ts', readme);
    writeUserFile(installed, 'my-kernel.ts', myKernel);
  });

  test('has an example for each entry point', () => {
    const text = blocks.map(([block]) => block).join('\n');
    for (const entry of ['lastbit', 'lastbit/fast-check', 'lastbit/vitest']) expect(text).toContain(`'${entry}'`);
  });

  test.each(blocks.filter(([, name]) => /^(?!my-).*\.mjs$/.test(name ?? '')))(
    '%#: the example prints what docs/library.md says',
    (...block) => {
      const [, name, , output] = block;
      expect(output).toBeDefined();
      expect(installed.run(process.execPath, [name!])).toEqual({ status: 0, stdout: output, stderr: '' });
    },
  );

  const vitest = (...files: readonly string[]) =>
    installed.run(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--no-color', ...files]);

  test('has a matcher and promises that vitest runs', () => {
    expect(vitest('kernel.test.ts', 'wasm.test.js', 'readme.test.ts')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/Tests .*9 passed/),
    });
  });

  test('catches three planted bugs, by the matcher and by promises, with messages that name the fault', () => {
    writeUserFile(installed, 'bugs.test.js', plantedBugs);
    const { status, stdout, stderr } = vitest('bugs.test.js');
    const said = stdout + stderr;
    expect(status).toBe(1);
    expect(stdout).toMatch(/Tests .*6 failed \| 1 passed/);
    // Each of the faults is named twice: by the matcher, and by the promise.
    const unwritten =
      /likely:? +all wrong outputs are in the last column, \d+ of 0…\d+\n.*likely:? +every wrong output is 0/g;
    const faults = [unwritten, /likely:? .*the kernel flipped/g, /likely:? .*without input channel \d+ of 0…\d+/g];
    for (const fault of faults) expect(said.match(fault)?.length, String(fault)).toBeGreaterThanOrEqual(2);
    expect(said).toMatch(/row \d+, column \d+, channel \d+: computed .*, exact .*, error ÷ bound/);
    const again =
      /LASTBIT_SEED=(\d+) LASTBIT_PATH=([\d:]+) npx vitest run bugs\.test\.js -t 'flipped dot-any-order'/.exec(said);
    expect(again).not.toBeNull();
  });

  test('takes claims of the user and a configuration', () => {
    writeUserFile(installed, 'lastbit.config.json', JSON.stringify({ claims: ['my-claims.mjs'], corpus: 'mine' }));
    const words = ['verify', 'mine-logarithmic', '--subject', 'lastbit/sequential'];
    expect(lastbit(...words)).toMatchObject({ status: 1, stderr: expect.stringContaining('kept in') });
    expect(readdirSync(join(installed.folder, 'mine'))).toEqual(['mine-logarithmic']);
    const relations = ['verify', 'mine-turned', '--claims', 'my-relations.mjs', '--subject', 'lastbit/sequential'];
    expect(lastbit(...relations)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining('turned outputs differ'),
    });
    expect(lastbit('config')).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/corpus +mine +\S*lastbit.config.json/),
    });
    rmSync(join(installed.folder, 'lastbit.config.json'));
  });

  test('has types that a TypeScript program compiles with, and that reject a wrong one', () => {
    const options = {
      ...{ module: 'nodenext', target: 'es2022', strict: true, noEmit: true, allowImportingTsExtensions: true },
      types: [],
    };
    const compile = (code: string, include: readonly string[], skipLibCheck: boolean) => {
      const config = { compilerOptions: { ...options, skipLibCheck }, include };
      writeUserFile(installed, 'package.json', '{ "type": "module" }');
      writeUserFile(installed, 'tsconfig.json', JSON.stringify(config));
      writeUserFile(installed, 'user.ts', code);
      return installed.run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')]);
    };
    expect(compile(program, ['user.ts'], false)).toEqual({ status: 0, stdout: '', stderr: '' });
    // The declarations of vitest need more than a user's program does. The only error is the one planted here.
    expect(
      compile(program.replace('bound[0]', 'bound.first'), ['user.ts', 'kernel.test.ts', 'readme.test.ts'], true),
    ).toEqual({
      status: 2,
      stdout: expect.stringMatching(/^user\.ts\(\d+,\d+\): error TS2339: Property 'first' does not exist .*\n$/),
      stderr: '',
    });
  });

  test('has the surface of docs/api, every export with a docstring', () => {
    expect(apiProblems(false)).toEqual([]);
  });
});

const program = `
import { type ConvShape, claims, convolution, parseTree, printTree, violations } from 'lastbit';
import { cases } from 'lastbit/fast-check';

const shape: ConvShape = {
  ...{ batch: 1, height: 1, width: 1, channelsIn: 1, channelsOut: 1, kernelHeight: 1, kernelWidth: 1 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'same' },
};
const reference = convolution(Float32Array.of(1), Float32Array.of(2), shape);
export const numbers: readonly (number | undefined)[] = [reference.exact[0], reference.bound[0]];
export const places: readonly number[] = violations(Float32Array.of(2), reference).flatMap(({ place }) => place);
export const text: string = printTree(parseTree('0+1')) + claims.map(({ id }) => id).join();
export const inputs = cases({ shape }).map(({ image }) => image.length);
`;

/** What README.md's example imports. */
const myKernel = `
import type { ConvShape } from 'lastbit';

export function myKernel(image: Float32Array, kernel: Float32Array, shape: ConvShape): Float32Array {
  if (shape.width !== image.length) throw new Error('one row');
  return Float32Array.of(image.reduce((sum, x, t) => Math.fround(sum + Math.fround(x * kernel[t]!)), 0));
}
`;

/** A sample project's kernel, right and with three bugs; each is given to the matcher and to describePromises. */
const plantedBugs = `
import { convolution } from 'lastbit';
import { describePromises } from 'lastbit/vitest';
import { expect, test } from 'vitest';

const isPlain = ({ padding, stride, dilation }) =>
  padding === 'valid' && [...stride, ...dilation].every((n) => n === 1);

function convolve(image, kernel, shape, { width = columnsOf(shape), channels = shape.channelsIn, flip = false } = {}) {
  const { kernelHeight, kernelWidth, channelsIn, channelsOut } = shape;
  const [rows, columns] = [shape.height - kernelHeight + 1, columnsOf(shape)];
  const out = new Float32Array(shape.batch * rows * columns * channelsOut);
  for (let b = 0; b < shape.batch; b++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channelsOut; c++) {
          let sum = 0;
          for (let r = 0; r < kernelHeight; r++)
            for (let q = 0; q < kernelWidth; q++)
              for (let k = 0; k < channels; k++) {
                const pixel = image[((b * shape.height + y + r) * shape.width + x + q) * channelsIn + k];
                const tap = flip ? (kernelHeight - 1 - r) * kernelWidth + kernelWidth - 1 - q : r * kernelWidth + q;
                sum = Math.fround(sum + Math.fround(pixel * kernel[(tap * channelsIn + k) * channelsOut + c]));
              }
          out[((b * rows + y) * columns + x) * channelsOut + c] = sum;
        }
  return out;
}
const columnsOf = ({ width, kernelWidth }) => width - kernelWidth + 1;

const bugs = {
  unwritten: (image, kernel, shape) =>
    convolve(image, kernel, shape, { width: columnsOf(shape) - (shape.width > 8 ? 1 : 0) }),
  flipped: (image, kernel, shape) => convolve(image, kernel, shape, { flip: true }),
  lost: (image, kernel, shape) => convolve(image, kernel, shape, { channels: Math.max(1, shape.channelsIn - 1) }),
};
const shape = {
  batch: 1, height: 5, width: 12, channelsIn: 3, channelsOut: 2, kernelHeight: 3, kernelWidth: 3,
  stride: [1, 1], dilation: [1, 1], padding: 'valid',
};
const numbers = (length) => Float32Array.from({ length }, (_, i) => Math.sin(i * i + length));
const [image, kernel] = [numbers(180), numbers(54)];
const claims = ['dot-any-order'];
test('the right one', () => {
  expect(convolve(image, kernel, shape)).toBeWithinRoundingOf(convolution(image, kernel, shape));
});
for (const [name, bug] of Object.entries(bugs)) {
  test(name + ' by the matcher', () => {
    expect(bug(image, kernel, shape)).toBeWithinRoundingOf(convolution(image, kernel, shape));
  });
  describePromises(name, bug, { supports: isPlain, claims });
}
`;
