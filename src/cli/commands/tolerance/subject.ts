import { type Implementation, wayOfAccumulation } from '../../../arrays/tolerance/implementation.ts';
import { sameTerms } from '../../../conv/operation.ts';
import { type ConvShape, usualOperation } from '../../../conv/shape.ts';
import type { Registry } from '../../../engines/engine.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { revealSubject } from '../../../reveal/convolution/reveal-subject.ts';
import { type EngineOptions, openEngines } from '../../open-engines.ts';
import { checkRequest, ifAvailable, subjectNamed } from '../reveal/reveal-long.ts';
import type { Asked } from './question.ts';

/** The implementation of `--subject`. Throws a UsageError where nothing is revealed for what is asked. */
export async function subjectImplementation(
  id: string,
  { revealed, operation }: Asked,
  options: EngineOptions,
  seed: number,
): Promise<Implementation | undefined> {
  if (revealed === undefined) {
    const where = operation === 'conv' ? 'NHWC and one group' : 'one output, or --terms';
    throw new UsageError(`--subject: its trees are revealed for ${where} only`);
  }
  const registry = await openEngines(options);
  try {
    return await revealedImplementation(id, revealed, registry, seed);
  } finally {
    await registry.close();
  }
}

/** Replays of the probed output: the tree itself is proved by certificates. */
const replays = 4096;

/** A subject with its trees at this shape, by probing. Undefined, and said, if it is missing or not explained. */
async function revealedImplementation(
  id: string,
  shape: ConvShape,
  registry: Registry,
  seed: number,
): Promise<Implementation | undefined> {
  const subject = subjectNamed(id, registry);
  if (subject.operation === 'depthwise-conv2d' || sameTerms(shape, subject.operation) !== usualOperation(shape))
    throw new UsageError(
      `--subject ${id}: sums other products than conv2d of this shape; give its window as --terms and an --algorithm`,
    );
  checkRequest(subject, shape, undefined);
  const available = await ifAvailable(subject);
  if (available === undefined) return undefined;
  const { groups, outputs } = await revealSubject(subject, shape, { replays, seed });
  const wayOf = new Map<number, number>();
  const ways = groups.flatMap(({ revelation, outputs: same }, index) => {
    if (!revelation.explained) return [];
    for (const output of same) wayOf.set(output, index);
    return [wayOfAccumulation(revelation.accumulation, id)];
  });
  const obstacle = groups.find(({ revelation }) => !revelation.explained)?.revelation;
  if (wayOf.size === outputs && obstacle === undefined)
    return { name: id, kind: 'subject', ways, wayOf: (output) => wayOf.get(output) ?? 0 };
  const because = obstacle !== undefined && !obstacle.explained ? obstacle.because : 'its outputs differ too much';
  process.stderr.write(`lastbit: ${id}: no tree was found: ${because.replace(/\s*\n\s*/g, ' ')}\n`);
  process.exitCode = 1;
  return undefined;
}
