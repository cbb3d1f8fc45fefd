import { crc32 } from 'node:zlib';
import { allMutants } from '../../src/bench/mutants/all-mutants.ts';
import { loops, mutantEngine } from '../../src/bench/mutants/mutant.ts';
import { imageSize, kernelSize } from '../../src/conv/shape.ts';
import { shapeKey } from '../../src/conv/shape-text.ts';
import { type Reply, serve } from '../../src/engines/hosts/serve.ts';
import type { Frame } from '../../src/engines/protocol/frame.ts';
import { bytesOf, type EvaluateRequest, numbersOf, protocolVersions } from '../../src/engines/protocol/messages.ts';

/**
 * An engine of mutants: `mutant-engine.ts VERSION conv2d=NAME dot=NAME …`. Each operation is a wrong convolution of
 * `lastbit bench mutants`. VERSION is what it says of itself. `killer:SHAPE` is right, but kills its parent at that
 * shape. `rare:N` is wrong at about one in N shapes.
 */
const [version = '1', ...words] = process.argv.slice(2);
const right = { subject: mutantEngine('right', loops({})) };
const operations = new Map(words.map((word) => word.split('=') as [operation: string, mutant: string]));

await serve(async ({ header, payload }) => {
  const { id } = header;
  const reply = header.type === 'hello' ? hello() : await evaluate(header as unknown as EvaluateRequest, payload);
  return { ...reply, header: { ...reply.header, id } };
});

function hello(): Reply {
  const offered = [...operations.keys()].map((name) => ({ name, formats: ['binary32'] }));
  const header = { type: 'hello', protocol: protocolVersions.newest, engine: 'mutants', version };
  return { header: { ...header, operations: offered, environment: {} } };
}

async function evaluate(request: EvaluateRequest, payload: Frame['payload']): Promise<Reply> {
  const { shape, count, operation } = request;
  const name = operations.get(operation);
  const [, deadly] = /^killer:(.*)$/.exec(name ?? '') ?? [];
  if (deadly === shapeKey(shape).replaceAll(/\s/g, '')) process.kill(process.ppid, 'SIGKILL');
  const [, rarity] = /^rare:(\d+)$/.exec(name ?? '') ?? [];
  const isOwn = deadly !== undefined || rarity !== undefined;
  const mutant = isOwn ? right : allMutants.find((one) => one.name === name);
  if (mutant === undefined) return { header: { type: 'declined', reason: `there is no mutant ${name}` } };
  const numbers = numbersOf(payload, 'binary32') as Float32Array;
  const pixels = count * imageSize(shape);
  const [images, kernels] = [numbers.subarray(0, pixels), numbers.subarray(pixels)];
  if (kernels.length !== count * kernelSize(shape)) throw new Error('the payload does not fit the shape');
  const answer = await mutant.subject.evaluate({ shape, count, images, kernels });
  if (answer.kind !== 'value') return { header: { type: 'failed', reason: 'no value' } };
  const { outputs } = answer;
  if (rarity !== undefined && crc32(shapeKey(shape)) % Number(rarity) === 0) outputs[0] = 1e30;
  return { header: { type: 'value', format: 'binary32', count }, payload: bytesOf(outputs) };
}
