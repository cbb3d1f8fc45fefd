import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testRandom } from '../float/random.test-support.ts';
import { noFlush } from '../sums/accumulation.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { OutputClaim } from './claim.ts';
import { exactRatio } from './error-bounds/exact-ratio.test-support.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const section = /\n## Add a claim\n([\s\S]*?)\n## /.exec(page)![1]!;
const path = /Write\s+`(src\/claims\/[^`]+)`/.exec(section)![1]!;

/** The claim of the page, in a file of its own whose imports point into this checkout. */
let folder = '';
let file = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-'));
  file = join(folder, 'claim.mts');
  const code = /```ts\n([\s\S]*?)```/.exec(section)![1]!;
  writeFileSync(
    file,
    code.replaceAll(/from '(\.[^']+)'/g, (_, to) => `from '${new URL(to, `file://${join(root, path)}`).pathname}'`),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the claim that CONTRIBUTING.md adds compiles', () => {
  const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [file], include: [] }, ts.sys, root);
  const program = ts.createProgram([file], {
    ...options,
    noEmit: true,
    typeRoots: [join(root, 'node_modules/@types')],
  });
  const diagnostics = ts.getPreEmitDiagnostics(program, program.getSourceFile(file));
  expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
});

test('its bound holds for every algorithm to which it applies, and is reached', async () => {
  const { dotOneProduct: claim }: { dotOneProduct: OutputClaim } = await import(file);
  expect(section).toContain(`npx lastbit verify ${claim.id}`);
  expect(claim.source).toContain(path);
  const random = testRandom(7);
  let [judged, most] = [0, 0];
  for (const algorithm of algorithms) {
    const { format, summation } = algorithm;
    const traits = { id: subjectId(algorithm), format, summation, flush: noFlush };
    if (claim.inapplicableTo(traits) !== undefined) continue;
    const out = new Float32Array(1);
    for (let i = 0; i < 20; i++) {
      const [left, right] = [new Float32Array(9), new Float32Array(9)];
      const place = random.integer(9);
      [left[place], right[place]] = i === 0 ? [24929, 673] : [random.binary32(-70, 60), random.binary32(-70, 60)];
      algorithm.evaluate(left, right, 9, 1, out, { rows: 3, columns: 3, channels: 1 });
      const ratio = exactRatio(claim.boundFor(traits), left, right, out[0]!);
      if (ratio === undefined) continue;
      if (ratio > 1) expect.fail(`${traits.id}: ${left} · ${right} is ${out[0]}`);
      [judged, most] = [judged + 1, Math.max(most, ratio)];
    }
  }
  expect(judged).toBeGreaterThan(400);
  expect(most).toBeGreaterThan(0.99);
});

test('an output that is no single product is discarded', async () => {
  const { dotOneProduct: claim }: { dotOneProduct: OutputClaim } = await import(file);
  const bound = claim.boundFor({ id: 'mine', format: 'binary32', summation: 'unknown', flush: noFlush });
  expect(exactRatio(bound, Float32Array.of(1, 1), Float32Array.of(1, 1), 2)).toBeUndefined();
});
