import { Answers, ask } from '../check/answers.ts';
import { boundAt } from '../check/bound-at.ts';
import { judgeByRule } from '../check/check-rule.ts';
import type { PreparedSubject } from '../check/prepared-subject.ts';
import { heldOutputs, unknownBound } from '../check/transform-outputs.ts';
import type { ErrorClaim } from '../claims/claim.ts';
import type { Batch } from '../conv/batch.ts';
import { outputSize } from '../conv/output-shape.ts';
import { imageSize } from '../conv/shape.ts';
import { type CorpusEntry, caseBatch, type VariedCase } from '../corpus/entry.ts';
import { readNumbers } from '../corpus/packed-numbers.ts';
import { bitsIn } from '../float/number-bits.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import { exactVerdict } from '../judge/exact-verdict.ts';
import { relationHolds } from '../judge/judge-metamorphic.ts';
import { referencesAt } from '../judge/references.ts';
import { computedNumber, givenNumber, measuredOf } from './entry-numbers.ts';
import { judgedReplay, type Replay, unknownReplay, withoutSubject } from './replay-record.ts';

/**
 * Replays an entry of a claim about an error, judged by exact arithmetic. A case that was recorded with its batch is
 * asked in that batch. If the bound rests on a revealed tree, the tree is revealed again.
 */
export async function replayCase(
  entry: CorpusEntry,
  claim: ErrorClaim,
  subjects: readonly PreparedSubject[],
): Promise<Replay> {
  const find = (id: string | undefined) => subjects.find((subject) => subject.id === id);
  const [subject, partner] = [find(entry.subject.id), find(entry.partner?.id)];
  if (subject === undefined) return withoutSubject(entry);
  if (claim.kind === 'pair' && partner === undefined)
    return unknownReplay(entry, 'a claim about two subjects needs a partner');
  const { batch, place } = caseBatch(entry);
  const answers = new Answers();
  const outcome = await answers.outcome(subject, batch);
  const other = partner === undefined ? undefined : await ask(partner, batch);
  if (outcome.kind !== 'value') return { entry, state: outcome.kind, reason: outcome.reason };
  if (other !== undefined && other.kind !== 'value') return { entry, state: other.kind, reason: other.reason };
  const outputs = outputSize(batch.shape, subject.operation);
  if (entry.output >= outputs) return unknownReplay(entry, `the shape has no output ${entry.output}`);
  const window = place * outputs + entry.output;
  const value = outcome.outputs[window]!;
  const given = (judged: number): number => givenNumber(judged, subject.operation, batch.shape);
  const bits = bitsIn(given(value), outcome.format);
  const numbers = {
    computed: computedNumber(given(value), outcome.format),
    ...(other === undefined ? {} : { partnerComputed: computedNumber(given(other.outputs[window]!), other.format) }),
  };
  const shown = { version: subject.version, sameBits: bits === entry.computed.bits, numbers };
  if (claim.kind === 'output' && claim.rule !== undefined) {
    const judged = await judgeByRule(claim.rule, subject, batch, answers);
    if ('kind' in judged) return { entry, state: judged.kind, reason: judged.reason };
    const verdict = judged[place]!;
    const reason = verdict.kind === 'discarded' ? { reason: verdict.because } : {};
    return judgedReplay(entry, { ...shown, state: verdict.kind, ...reason });
  }
  const bound = await boundAt(claim, subject, batch.shape, partner);
  if (bound === undefined) return unknownReplay(entry, `${claim.id} does not apply to ${subject.id} at this shape`);
  const references = referencesAt(batch, subject.operation, entry.output);
  const because = batchBounds(bound, references).discarded.get(place);
  if (because !== undefined) return judgedReplay(entry, { ...shown, state: 'discarded', reason: because });
  const partnerValue = other === undefined ? {} : { partnerValue: other.outputs[window]! };
  const verdict = exactVerdict(bound, references, place, { value, format: outcome.format, ...partnerValue });
  if (verdict.kind === 'discarded')
    return judgedReplay(entry, { ...shown, state: 'discarded', reason: verdict.because });
  if (verdict.kind === 'violated' && claim.kind === 'output') {
    const output = { ...verdict.output, window };
    const transform = await heldOutputs(subject, batch, [output]);
    const held = transform === undefined ? Number.POSITIVE_INFINITY : transform.ratioOf(output);
    const reason = transform?.unjudged ?? unknownBound;
    if (held === undefined) return judgedReplay(entry, { ...shown, state: 'discarded', reason });
    if (held <= 1) return judgedReplay(entry, { ...shown, state: 'holds', reason: heldReason, errorOverBound: held });
  }
  const { errorOverBound } = verdict.output;
  const measured = { ...numbers, ...measuredOf(verdict.output) };
  return judgedReplay(entry, { ...shown, state: verdict.kind, errorOverBound, numbers: measured });
}

const heldReason = 'a transform computes it, and keeps its normwise bound';

/**
 * Replays an entry of a metamorphic claim: asks the same subject both questions, one after the other, and compares the
 * answers.
 */
export async function replayMetamorphic(
  entry: CorpusEntry & { readonly varied: VariedCase },
  subjects: readonly PreparedSubject[],
): Promise<Replay> {
  const subject = subjects.find(({ id }) => id === entry.subject.id);
  if (subject === undefined) return withoutSubject(entry);
  const { varied, output } = entry;
  const { batch, place } = caseBatch(entry);
  const first = await ask(subject, batch);
  const second = await ask(subject, variedBatch(varied));
  if (first.kind !== 'value') return { entry, state: first.kind, reason: first.reason };
  if (second.kind !== 'value') return { entry, state: second.kind, reason: second.reason };
  const window = place * outputSize(batch.shape, subject.operation) + output;
  const [one, other] = [first.outputs[window], second.outputs[varied.output]];
  if (one === undefined || other === undefined) return unknownReplay(entry, 'a shape has no such output');
  const shapes = [batch.shape, varied.shape] as const;
  const given = [one, other].map((judged, at) => givenNumber(judged, subject.operation, shapes[at]!)) as [
    number,
    number,
  ];
  const bits = given.map((value) => bitsIn(value, first.format));
  return judgedReplay(entry, {
    state: relationHolds(varied.must, one, other) ? 'holds' : 'violated',
    version: subject.version,
    sameBits: bits.join() === [entry.computed.bits, entry.variedComputed?.bits].join(),
    numbers: {
      computed: computedNumber(given[0], first.format),
      variedComputed: computedNumber(given[1], second.format),
    },
  });
}

/** The other question of an entry of a metamorphic claim. */
export function variedBatch({ shape, image, kernel }: VariedCase): Batch {
  const [images, kernels] = [readNumbers(image), readNumbers(kernel)];
  return { shape, count: images.length / imageSize(shape), images, kernels };
}
