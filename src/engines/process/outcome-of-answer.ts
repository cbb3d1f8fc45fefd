import type { Outcome } from '../engine.ts';
import { type Frame, ProtocolError } from '../protocol/frame.ts';
import { numbersOf, parseAnswer } from '../protocol/messages.ts';

/**
 * What an answer to a request of `count` cases says, which have `outputs` outputs together. `engineMs`: undefined if
 * the engine did not tell it. Throws a ProtocolError for anything else.
 */
export function outcomeOfAnswer(
  { header, payload }: Frame,
  count: number,
  outputs: number,
): { readonly outcome: Outcome; readonly engineMs: number | undefined } {
  const answer = parseAnswer(header);
  if (answer.type !== 'value') return { outcome: { kind: answer.type, reason: answer.reason }, engineMs: undefined };
  const { format, engineMs } = answer;
  const bytes = outputs * (format === 'binary64' ? 8 : 4);
  if (answer.count !== count) throw new ProtocolError(`outputs for ${answer.count} cases instead of ${count}`, 'count');
  const hint = format === 'binary32' && payload.length === 2 * bytes ? ', as many as binary64 numbers take' : '';
  if (payload.length !== bytes)
    throw new ProtocolError(
      `a payload of ${payload.length} bytes instead of ${bytes} for ${outputs} outputs in ${format}${hint}`,
      hint === '' ? 'payload-length' : 'format',
      payload.length,
    );
  return { outcome: { kind: 'value', format, outputs: numbersOf(payload, format) }, engineMs };
}
