import { expect, test } from 'vitest';
import type { ConvShape } from '../src/conv/shape.ts';
import { shapeKey } from '../src/conv/shape-key.ts';
import { revealSubject } from '../src/reveal/convolution/reveal-subject.ts';
import { productKinds } from '../src/reveal/describe.ts';
import type { Accumulation } from '../src/sums/accumulation.ts';
import { formatName } from '../src/sums/node-formats.ts';
import { printTree } from '../src/sums/print-tree.ts';
import { everyEngine } from './every-engine.ts';

const shapeOf = (given: Partial<ConvShape>): ConvShape => ({
  ...{ batch: 1, height: 5, width: 5, channelsIn: 1, channelsOut: 1, kernelHeight: 5, kernelWidth: 5 },
  ...{ stride: [1, 1], dilation: [1, 1], padding: 'valid', ...given },
});
const vector = (n: number): ConvShape => shapeOf({ height: 1, width: n, kernelHeight: 1, kernelWidth: n });
const window = shapeOf({ height: 6, width: 6, channelsIn: 2, channelsOut: 2, kernelHeight: 3, kernelWidth: 3 });

/** Engines whose arithmetic does not depend on the processor, each at the version that the golden file was made with. */
const golden: readonly (readonly [string, string, readonly ConvShape[]])[] = [
  ['tfjs-cpu/conv2d', '4.22.0', [shapeOf({}), window]],
  ['tfjs-cpu/multiply-sum', '4.22.0', [shapeOf({})]],
  ['tfjs-wasm/conv2d', '4.22.0', [shapeOf({}), window]],
  ['tfjs-wasm/multiply-sum', '4.22.0', [shapeOf({})]],
  ['numpy/multiply-sum', '2.4.6', [shapeOf({}), vector(7), vector(8), vector(17), vector(130)]],
];

/** The trees of these engines are those of the golden file, which a person has read. Another version is news, not a failure; a missing engine is named. */
test('golden-trees', async () => {
  const { subjects } = await everyEngine();
  const lines: string[] = [];
  for (const [id, version, shapes] of golden) {
    const subject = subjects.find((one) => one.id === id)!;
    const availability = await subject.availability();
    if (availability.kind === 'missing' || availability.version !== version) {
      const here = availability.kind === 'missing' ? 'missing' : availability.version;
      process.stderr.write(`NEWS: golden trees of ${id} are of version ${version}; here it is ${here}\n`);
      continue;
    }
    for (const shape of shapes) {
      const { groups } = await revealSubject(subject, shape, { replays: 300, comparedCases: 64 });
      for (const { outputs, revelation } of groups) {
        const found = revelation.explained
          ? `${arithmeticOf(revelation.accumulation)}\n  ${printTree(revelation.accumulation.tree)}`
          : revelation.because;
        lines.push(`${id} ${version}, ${shapeKey(shape)}, ${outputs.length} outputs\n  ${found}`);
      }
    }
  }
  const all = golden.reduce((sum, [, , shapes]) => sum + shapes.length, 0);
  if (lines.length === all) await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('golden/trees.txt');
});

/** Every kind of product and of addition that occurs, in the words of docs/json.md. */
function arithmeticOf(accumulation: Accumulation): string {
  const { nodes, start, result, flush } = accumulation;
  const kinds = (list: readonly string[]): string => [...new Set(list)].sort().join(' and ');
  const flushed = Object.entries(flush).flatMap(([name, yes]) => (yes ? [name] : []));
  return [
    `products ${kinds(productKinds(accumulation))}`,
    `accumulators ${kinds(nodes.map(formatName))}`,
    `result ${result}`,
    `start ${start}`,
    `flushes ${flushed.join(' and ') || 'nothing'}`,
  ].join(', ');
}
