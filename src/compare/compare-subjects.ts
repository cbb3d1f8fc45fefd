import { outputSize } from '../conv/output-shape.ts';
import type { ConvShape } from '../conv/shape.ts';
import { planTerms } from '../conv/terms.ts';
import type { AvailableSubject, Registry } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { accumulationKey } from '../reveal/accumulation-key.ts';
import { revealRecorded } from '../reveal/convolution/reveal-recorded.ts';
import type { SubjectOptions, SubjectRevelation } from '../reveal/convolution/reveal-subject.ts';
import type { RecordedRevelation } from '../reveal/convolution/revelation-record.ts';
import type { Difference, DifferenceFound, Side } from './difference.ts';
import { findDifference } from './find-difference.ts';

/** Random cases of all distributions on which two subjects are compared. */
const compared = 20_000;
/** Evaluations while the differing cases are minimised. */
const evaluations = 40_000;

export interface SubjectComparison {
  readonly difference: Difference;
  readonly revealed: readonly [RecordedRevelation, RecordedRevelation];
}

/**
 * Reveals two subjects at a shape and says whether they are the same function there. If not, it finds the smallest
 * input that distinguishes them. Throws a UsageError if they sum different products.
 */
export async function compareSubjects(
  pair: readonly [AvailableSubject, AvailableSubject],
  shape: ConvShape,
  registry: Registry,
  options: SubjectOptions & { readonly seed: number },
): Promise<SubjectComparison> {
  const [a, b] = pair;
  checkSameSums(a, b, shape);
  const revealed = [
    await revealRecorded(a.subject, a.version, shape, registry, options),
    await revealRecorded(b.subject, b.version, shape, registry, options),
  ] as const;
  const side = ({ subject, version }: AvailableSubject, { records }: RecordedRevelation): Side => ({
    ...{ subject: subject.id, version, format: subject.format, groups: records },
  });
  const found: DifferenceFound =
    equality(revealed[0].revealed, revealed[1].revealed) ??
    (await findDifference([a.subject, b.subject], shape, { seed: options.seed, cases: compared, evaluations }));
  return { difference: { shape, sides: [side(a, revealed[0]), side(b, revealed[1])], found }, revealed };
}

function checkSameSums({ subject: a }: AvailableSubject, { subject: b }: AvailableSubject, shape: ConvShape): void {
  const sizes = [a, b].map(({ operation }) => `${outputSize(shape, operation)} ${planTerms(shape, operation).terms}`);
  if (sizes[0] === sizes[1]) return;
  throw new UsageError(
    `--diff ${a.id} ${b.id}: they sum different products at this shape; give a shape with a single channel`,
  );
}

/** The verdict if both compute the same accumulation of the same terms at every output that was asked for. */
function equality(a: SubjectRevelation, b: SubjectRevelation): DifferenceFound | undefined {
  const [first, second] = [keysOf(a), keysOf(b)];
  const same =
    first !== undefined && second !== undefined && [...first].every(([output, key]) => second.get(output) === key);
  if (!same || first.size !== second.size) return undefined;
  const which = first.size === 1 ? 'the output' : `all ${first.size} outputs`;
  return { kind: 'equal', because: `both compute ${which} by the same tree with the same arithmetic` };
}

/** For each output, a text that stands for its function; undefined if some output is not explained. */
function keysOf({ groups, outputs, comparedCases }: SubjectRevelation): ReadonlyMap<number, string> | undefined {
  const keys = new Map<number, string>();
  for (const { outputs: alike, terms, revelation } of groups) {
    if (!revelation.explained) return undefined;
    const key = `${[...terms].join(' ')}: ${accumulationKey(revelation.accumulation)}`;
    for (const output of alike) keys.set(output, key);
  }
  return comparedCases > 0 && keys.size < outputs ? undefined : keys;
}
