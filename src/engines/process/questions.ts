import { type Batch, batchOf, caseAt } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import { ExtraOutput, type Frame, twoAnswers } from '../protocol/frame.ts';
import { answerLimits, type EvaluateRequest, type Hello, inputBytes, parseAnswer } from '../protocol/messages.ts';
import type { Question } from './engine-process.ts';

/** A request and the sizes that its answer may have; the client adds the time limit. */
export type Asking = Omit<Question, 'limit'>;

/** Asks for all outputs of a batch. `narrowInputs`: how the engine takes inputs of 16 bits. */
export function evaluation(
  header: EvaluateRequest,
  batch: Batch,
  narrowInputs?: Hello['narrowInputs'],
): Asking & { readonly expected: number } {
  const { operation, format } = header;
  const expected = batch.count * outputSize(batch.shape, operation);
  const payload = payloadOf(batch, format, narrowInputs);
  return { header, payload, answer: answerLimits(format, expected), expected };
}

/**
 * Answers of version 1 have no number, so a second answer to one request could be taken for that to the next one. The
 * answer to a further request, for another number of cases, shows that there is none in between. `check` throws if
 * there is.
 */
export function confirmation(
  asked: EvaluateRequest,
  batch: Batch,
): { readonly question: Asking; readonly check: (frame: Frame) => void } {
  const first = caseAt(batch, 0);
  const other = batchOf(batch.count === 1 ? [first, first] : [first]);
  const header = { ...asked, count: other.count };
  const outputs = outputSize(batch.shape, asked.operation);
  const answer = answerLimits(asked.format, outputs * other.count, outputs * batch.count);
  return {
    question: { header, payload: payloadOf(other, asked.format), answer },
    check: (frame) => {
      const said = parseAnswer(frame.header);
      if (said.type === 'value' && said.count !== other.count) throw new ExtraOutput(twoAnswers, 'two-answers');
    },
  };
}

/**
 * How often an answer is confirmed: once, or twice in an order that never repeats itself (Thue–Morse). Otherwise what
 * an engine does in every other request would never be seen.
 */
export function confirmations(id: number): number {
  return 1 + (id.toString(2).replaceAll('0', '').length % 2);
}

const payloadOf = (
  { images, kernels }: Batch,
  format: EvaluateRequest['format'],
  narrowInputs?: Hello['narrowInputs'],
): readonly Uint8Array[] => [images, kernels].map((numbers) => inputBytes(numbers, format, narrowInputs));
