import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, expect, test } from 'vitest';
import type { ToleranceJson } from '../../schemas/tolerance-schema.ts';
import { type Ended, mainHere } from '../main-here.test-support.ts';

const folder = mkdtempSync(join(tmpdir(), 'lastbit-tolerance-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, value: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(value));
  return path;
};
const image = file('image.json', [
  [1.25, -0.5, 3.7578125],
  [2 ** -13, 1 + 2 ** -20, -7],
  [0.125, 11.0625, -(2 ** -9)],
]);
const kernel = file('kernel.json', [
  [1 + 2 ** -15, -3],
  [0.3125, 2 ** -18 + 2 ** -3],
]);

const schema = JSON.parse(readFileSync(new URL('../../../docs/tolerance.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }).compile(schema);

const tolerance = (words: string, more: readonly string[] = []): Promise<Ended> =>
  mainHere(['tolerance', ...words.split(' ').filter(Boolean), ...more]);

async function json(words: string, more: readonly string[] = []): Promise<ToleranceJson> {
  const { stdout, stderr, status } = await tolerance(`${words} --json`, more);
  expect([stderr, status]).toEqual(['', 0]);
  const printed = JSON.parse(stdout);
  expect(valid(printed), JSON.stringify(valid.errors)).toBe(true);
  return printed;
}

test('a shape alone has an atol by a bound on the data, and no rtol', async () => {
  const { stdout, status } = await tolerance('--shape 8x8x3*3x3 --algorithm pairwise');
  expect(status).toBe(0);
  expect(stdout.replace(/\s+/g, ' ')).toMatch(
    /^1×8×8×3 \* 3×3×3×1 .* as lastbit\/pairwise, a correct result is within 6 u·Σ\|x·w\| of the exact value\./,
  );
  expect(stdout).toMatch(/^ {2}any order +27 +27\.00002 +1\.9e-44 +dot-any-order$/m);
  expect(stdout).toMatch(/^ {2}lastbit\/pairwise +6 +6\.000001 /m);
  expect(stdout).toMatch(/^ {2}any order +0 +1\.60933e-6·M \+ 1\.9e-44$/m);
  expect(stdout).toMatch(/exact sum 0\.\s+lastbit\/sequential, a correct implementation, gives −1/);
  expect(stdout).toMatch(/^ {2}PyTorch +1\.3e-6 +1e-5 +yes +6\.21$/m);
  expect(stdout).toContain('allowed = 6.00000059 * u * P + 1.9e-44');
});

test('padding takes terms away, one product is rounded relatively, sums of numbers have a rounding less', async () => {
  expect((await json('--shape 2x2*3x3 --padding same')).terms).toBe(4);
  const single = await json('--shape 4x4*1x1');
  expect(single).toMatchObject({ cancellation: null, terms: 1 });
  expect(single.implementations[0]!.allowances.binary64).toMatchObject({ ofProducts: 0 });
  const sum = await json('sum --terms 100');
  expect(sum).toMatchObject({ summed: 'numbers', implementations: [{ roundings: { narrow: 99, wide: 0 } }] });
});

test('data have the smallest tolerances, which a given tree makes smaller', async () => {
  const words = `--image ${image} --kernel ${kernel}`;
  const { implementations, data } = await json(words, ['--tree', '(0+1)+(2+3)']);
  const [any, tree] = implementations;
  expect([any!.name, tree!.name]).toEqual(['any order', 'this tree']);
  expect(tree!.roundings).toEqual({ narrow: 3, wide: 0 });
  expect(tree!.smallest!.absolute.atol / any!.smallest!.absolute.atol).toBeCloseTo(3 / 4, 5);
  expect(data).toMatchObject({ outputs: 4, unproven: 0, tried: 4, products: 16, every: 1, rounded: 0 });
  expect(data!.rules[0]).toMatchObject({ name: 'componentwise', doubtful: 0, rejected: [] });
  const other = await json(`${words} --reference binary32`);
  expect(other.implementations[0]!.smallest!.absolute.atol).toBeGreaterThan(any!.smallest!.absolute.atol * 1.99);
  const { stdout } = await tolerance(words);
  expect(stdout).toMatch(/^ {2}any order +atol alone +0 +\S+/m);
  expect(stdout).toMatch(/^ {2}componentwise +never rejected +1 /m);
});

test('matrix products, dot products and sums along an axis are taken from files', async () => {
  expect((await json(`matmul ${image} ${image}`)).data).toMatchObject({ outputs: 9, products: 27 });
  expect((await json(`dot ${image} ${image} --subject lastbit/pairwise`)).implementations.at(-1)).toMatchObject({
    ...{ name: 'lastbit/pairwise', kind: 'subject', roundings: { narrow: 5, wide: 0 } },
  });
  expect((await json(`sum ${image} --axis 0`)).data).toMatchObject({ outputs: 3 });
});

test('a convolution may be NCHW, or in groups', async () => {
  const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => ((i * 37) % 11) + 1);
  const [x, w] = [numbers(2 * 9), numbers(4 * 4)];
  const nested = (values: readonly number[], sizes: readonly number[]): unknown => {
    const [size, ...rest] = sizes;
    if (size === undefined) return values[0];
    const each = values.length / size;
    return Array.from({ length: size }, (_, i) => nested(values.slice(i * each, (i + 1) * each), rest));
  };
  const nchw = file('nchw.json', nested(x, [1, 2, 3, 3]));
  const oihw = file('oihw.json', nested([...w, ...w], [4, 2, 2, 2]));
  const grouped = file('grouped.json', nested(w, [4, 1, 2, 2]));
  const layouts = '--layout nchw --kernel-layout oihw';
  const plain = await json(`--image ${nchw} --kernel ${oihw} ${layouts}`);
  expect(plain).toMatchObject({ terms: 8, shape: { channelsIn: 2, channelsOut: 4 }, data: { outputs: 16 } });
  const two = await json(`--image ${nchw} --kernel ${grouped} --groups 2 ${layouts}`);
  expect(two).toMatchObject({ terms: 4, shape: null, assertions: null, data: { outputs: 16, products: 64 } });
  const refused = await tolerance(`--image ${nchw} --kernel ${oihw} ${layouts} --subject lastbit/pairwise`);
  expect(refused.stderr).toMatch(/--subject: its trees are revealed for NHWC and one group only/);
});

test('the trees of a subject are revealed, those on padding too', async () => {
  const { implementations } = await json('--shape 2x2*2x3 --padding same --subject lastbit/pairwise');
  const [any, subject] = implementations;
  expect(subject).toMatchObject({ name: 'lastbit/pairwise', kind: 'subject', claims: ['dot-height'] });
  expect(subject!.roundings!.narrow).toBeLessThan(any!.roundings!.narrow);
  const { stderr, status } = await tolerance('--shape 2x2 --subject lastbit/kahan');
  expect(stderr).toMatch(/^lastbit: lastbit\/kahan: no tree was found: .*\n$/);
  expect(status).toBe(1);
});

test('--for prints an assertion alone', async () => {
  const { stdout } = await tolerance('dot --terms 9 --for cpp');
  expect(stdout).toMatch(/^#include <cmath>\n/);
  expect(stdout).toContain('const double allowed = 9.00000164 * u * P + 6.31e-45;');
});

test('data that no bound is proven for are said', async () => {
  const large = file('large.json', [2 ** 70, 2 ** 70]);
  const { stdout, status } = await tolerance(`dot ${large} ${large}`);
  expect(stdout).toContain('No tolerance is sound for these data: the bound does not exclude overflow.');
  expect(status).toBe(0);
});

test.each([
  ['', /give one of --shape, --terms, --image/],
  ['--shape 5x5 --terms 3', /give one of/],
  ['m.npy n.npy', /m.npy: a file where the operation is due; as in tolerance matmul a.npy b.npy, or dot/],
  ['conf --shape 5x5', /tolerance conf: not one of conv, matmul, dot, sum/],
  ['--shape 3x3*5x5', /does not fit/],
  ['--terms 0', /--terms 0: not a whole number from 1/],
  ['conv --terms 3', /--terms: goes with matmul, dot and sum/],
  ['dot --shape 5x5', /go with conv, not with dot/],
  ['--terms 3 --stride 2', /--stride: goes with a convolution only/],
  ['--shape 5x5 --axis 0', /--axis: goes with sum and a file only/],
  ['--shape 5x5 --groups 2', /--groups: goes with --image and --kernel only/],
  ['--terms 3 --round-inputs', /--round-inputs: goes with data only/],
  ['--image a.npy', /--image and --kernel: give both/],
  ['matmul a.npy', /: 1 file given; matmul takes 2 files/],
  ['dot --terms 1e9', /^lastbit: --terms 1e9: not a whole number from 1 to \d+/],
  ['--terms 3 --algorithm pair', /no such algorithm; did you mean pairwise\?/],
  ['--terms 2000000 --algorithm pairwise', /its tree has 2000000 terms; at most 1048576/],
  ['--terms 3 --tree 0+1', /--tree: has 2 terms; an output sums 3/],
  ['--terms 3 --arithmetic fused', /--arithmetic: goes with --tree only/],
  ['--terms 2 --tree 0+1 --arithmetic exact', /--arithmetic exact: not one of/],
  ['--terms 3 --reference none', /--reference none: not one of/],
  ['--terms 3 --for cpp --json', /--for --json: give one of them/],
  ['--terms 3 --for java', /--for java: not one of numpy/],
  ['--shape 3x3*2x2 --subject numpy/sum', /sums other products than conv2d of this shape/],
  ['sum --terms 3 --subject numpy/dot', /go with products/],
  ['--terms 3 --engine mine=x', /go with --subject only/],
])('tolerance %s is refused in one line', async (words, line) => {
  const { status, stderr, stdout } = await tolerance(words);
  expect(stderr).toMatch(line);
  expect([stderr.split('\n').length, stdout, status]).toEqual([2, '', 2]);
});
