import type { ConvRequest } from './request.ts';

/** As NumPy names it: what turns an answer in NHWC into one in NCHW, and the reverse. The batch may be missing. */
const turns: readonly (readonly number[])[] = [
  [0, 3, 1, 2],
  [0, 2, 3, 1],
  [0, 4, 1, 2, 3],
  [0, 2, 3, 4, 1],
  [2, 0, 1],
  [1, 2, 0],
];

/**
 * What to do about an answer whose sizes are those of the other layout: "save y.transpose(0, 2, 3, 1)". `gives` says
 * whether another request gives sizes that fit the answer.
 */
export function turnThatFits(
  request: ConvRequest,
  sizes: readonly number[],
  expected: readonly number[],
  gives: (request: ConvRequest) => boolean,
): string | undefined {
  if (sizes.length !== expected.length) return undefined;
  const turn = turns.find((axes) => axes.length === sizes.length && `${axes.map((at) => sizes[at])}` === `${expected}`);
  if (turn === undefined) return undefined;
  const save = `save the output's transpose(${turn.join(', ')})`;
  const { layout } = request;
  if (layout === undefined) return save;
  const other = layout === 'nhwc' ? 'nchw' : 'nhwc';
  return gives({ ...request, layout: other }) ? `give --layout ${other}, or ${save}` : save;
}
