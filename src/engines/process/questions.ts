import { type Batch, batchOf, caseAt } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import { ExtraOutput, type Frame, twoAnswers } from '../protocol/frame.ts';
import { answerLimits, bytesOf, type EvaluateRequest, parseAnswer } from '../protocol/messages.ts';
import type { Question } from './engine-process.ts';

/** A request and the sizes that its answer may have; the client adds the time limit. */
export type Asking = Omit<Question, 'limit'>;

/** Asks for all outputs of a batch. */
export function evaluation(header: EvaluateRequest, batch: Batch): Asking & { readonly expected: number } {
  const expected = batch.count * outputSize(batch.shape, header.operation);
  return { header, payload: payloadOf(batch), answer: answerLimits(expected), expected };
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
  const answer = answerLimits(outputs * other.count, outputs * batch.count);
  return {
    question: { header, payload: payloadOf(other), answer },
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

const payloadOf = ({ images, kernels }: Batch): readonly Uint8Array[] => [bytesOf(images), bytesOf(kernels)];
