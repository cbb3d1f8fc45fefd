import type { NumberFormat } from '../../conv/shape.ts';
import { firstOutside, isNarrow } from '../../float/narrow-numbers.ts';
import type { Outcome } from '../engine.ts';
import { type Frame, ProtocolError } from '../protocol/frame.ts';
import { numbersOf, parseAnswer } from '../protocol/messages.ts';

/**
 * What an answer to a request in the format `asked` of `count` cases says, which have `outputs` outputs together.
 * `engineMs`: undefined if the engine did not tell it. Throws a ProtocolError for anything else.
 */
export function outcomeOfAnswer(
  { header, payload }: Frame,
  asked: NumberFormat,
  count: number,
  outputs: number,
): { readonly outcome: Outcome; readonly engineMs: number | undefined } {
  const answer = parseAnswer(header);
  if (answer.type !== 'value') return { outcome: { kind: answer.type, reason: answer.reason }, engineMs: undefined };
  const { format, engineMs } = answer;
  if (isNarrow(asked) ? format !== asked && format !== 'binary32' : isNarrow(format))
    throw new ProtocolError(`an answer in ${format} to a request in ${asked}`, 'other-format');
  const bytes = outputs * (isNarrow(format) ? 2 : format === 'binary64' ? 8 : 4);
  if (answer.count !== count) throw new ProtocolError(`outputs for ${answer.count} cases instead of ${count}`, 'count');
  const isWider = format === 'binary32' && payload.length === 2 * bytes && !isNarrow(asked);
  const hint = isWider ? ', as many as binary64 numbers take' : '';
  if (payload.length !== bytes)
    throw new ProtocolError(
      `a payload of ${payload.length} bytes instead of ${bytes} for ${outputs} outputs in ${format}${hint}`,
      hint === '' ? 'payload-length' : 'format',
      payload.length,
    );
  const numbers = numbersOf(payload, format);
  if (!isNarrow(asked)) return { outcome: { kind: 'value', format, outputs: numbers }, engineMs };
  const outside = firstOutside(numbers, asked);
  if (outside >= 0)
    throw new ProtocolError(`output ${outside} is ${numbers[outside]}, which is no number of ${asked}`, 'outside');
  return { outcome: { kind: 'value', format: asked, outputs: numbers }, engineMs };
}
