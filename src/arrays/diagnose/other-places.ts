import { stridesOf } from '../axes.ts';
import type { Geometry, Question } from '../question.ts';
import type { OutputPlace } from '../terms-of.ts';
import type { OtherQuestion } from './other-question.ts';

type Loop = keyof OutputPlace;

/** Outputs that stand at another place, or read an operand of another place: moved, swapped, or of another group. */
export function* otherPlaces(question: Question): Generator<OtherQuestion> {
  const { operation } = question;
  const conv = operation.kind === 'conv';
  const names: Readonly<Record<Loop, string>> = {
    part: conv ? 'group' : 'matrix of the batch',
    batch: 'image',
    row: 'row',
    column: 'column',
    channel: conv ? 'channel' : 'column',
  };
  yield* moves(question, names);
  yield* otherParts(question, conv);
  yield* orders(question);
  yield* flat(question);
}

function* moves(question: Question, names: Readonly<Record<Loop, string>>): Generator<OtherQuestion> {
  const sizes = loopSizes(question.geometry);
  const changed = (
    id: string,
    words: string,
    loop: Loop,
    step: (at: number, size: number) => number,
  ): OtherQuestion => ({
    ...{ id, words, question },
    from: (place) => {
      const at = step(place[loop], sizes[loop]);
      return at >= 0 && at < sizes[loop] ? { ...place, [loop]: at } : undefined;
    },
  });
  for (const loop of ['part', 'batch', 'row', 'column', 'channel'] as const) {
    if (sizes[loop] < 2) continue;
    const name = names[loop];
    const id = loop === 'batch' || (loop === 'part' && name !== 'group') ? 'swapped-batch' : `moved-${loop}`;
    for (const [by, word] of [[1, 'next'], [-1, 'previous']] as const) // biome-ignore format: pairs
      yield changed(id, `each output is that of the ${word} ${name}`, loop, (at) => at + by);
    if (sizes[loop] > 2) {
      yield changed(
        id,
        `each output is that of the next ${name}, the last that of the first`,
        loop,
        (at, size) => (at + 1) % size,
      );
      yield changed(
        id,
        `each output is that of the ${name} before, the first that of the last`,
        loop,
        (at, size) => (at + size - 1) % size,
      );
    }
    yield changed(id, `the outputs stand in reverse order along the ${name}s`, loop, (at, size) => size - 1 - at);
    if (loop !== 'row' && loop !== 'column')
      yield changed(id, `every ${name} has the outputs of the first`, loop, () => 0);
  }
}

/** Groups that read the channels, or the kernel, of another group; channels that are dealt out in turn. */
function* otherParts(question: Question, conv: boolean): Generator<OtherQuestion> {
  const { parts, channels } = question.geometry;
  if (parts < 2) return;
  const name = conv ? 'group' : 'matrix of the batch';
  const what = conv ? ['input channels', 'kernel'] : ['left matrix', 'right matrix'];
  for (const [side, role] of [
    ['left', what[0]],
    ['right', what[1]],
  ] as const) {
    // biome-ignore format: pairs
    const read = (words: string, of: (part: number) => number): OtherQuestion => ({
      id: conv ? 'wrong-group' : 'swapped-batch',
      words: `each ${name} reads the ${role} of ${words}`,
      question,
      operands: (place) => ({ [side]: { ...place, part: of(place.part) } }),
    });
    yield read(`the first ${name}`, () => 0);
    yield read(parts === 2 ? `the other ${name}` : `the next ${name}`, (part) => (part + 1) % parts);
    if (parts > 2 && parts % 2 === 0) yield read('its neighbour: 1 for 0, 0 for 1, 3 for 2, …', (part) => part ^ 1);
    if (parts > 2) yield read(`the ${name} before`, (part) => (part + parts - 1) % parts);
    if (parts > 2) yield read(`the ${name} counted from the end`, (part) => parts - 1 - part);
  }
  const { left } = question;
  const channel = left.axes[4]![0];
  if (!conv || channels < 2 || channel === undefined) return;
  const { stride } = channel;
  const dealt = [[{ size: parts, stride }], ...left.axes.slice(1, 4), [{ size: channels, stride: stride * parts }]];
  yield {
    id: 'wrong-group',
    words: `group g has the input channels g, g + ${parts}, g + ${2 * parts}, …, not neighbours`,
    question: { ...question, left: { ...left, axes: dealt } },
  };
}

/** The whole answer written in another order of its axes. */
function* orders(question: Question): Generator<OtherQuestion> {
  const { outputSizes, operation } = question;
  const real = outputSizes.map((size, axis) => ({ size, axis })).filter(({ size }) => size > 1);
  if (real.length < 2 || real.length > 4) return;
  const strides = stridesOf(outputSizes);
  for (const order of permuted(real.map(({ axis }) => axis))) {
    if (order.every((axis, at) => axis === real[at]!.axis)) continue;
    const sizes = order.map((axis) => outputSizes[axis]!);
    const fromIndex = (index: number): number => {
      let [rest, source] = [index, 0];
      for (let at = order.length - 1; at >= 0; at--) {
        source += (rest % sizes[at]!) * strides[order[at]!]!;
        rest = Math.floor(rest / sizes[at]!);
      }
      return source;
    };
    const letters = operation.kind === 'conv' && outputSizes.length === 4 ? lettersOf(question) : undefined;
    const name =
      letters === undefined
        ? `with axes in the order ${order.join(', ')}`
        : `as ${fullOrder(order, outputSizes)
            .map((axis) => letters[axis]!)
            .join('')}`;
    const words =
      real.length === 2 && letters === undefined ? 'the answer is transposed' : `the answer is written ${name}`;
    yield { id: 'answer-layout', words, question, fromIndex };
  }
}

/** Axes of size 1 keep their place. */
function fullOrder(order: readonly number[], sizes: readonly number[]): readonly number[] {
  const next = order[Symbol.iterator]();
  return sizes.map((size, axis) => (size > 1 ? (next.next().value as number) : axis));
}

/** N, H, W and C for the four axes of an answer to a convolution. */
function lettersOf({ outputAxes }: Question): readonly string[] {
  const row = outputAxes[2]![0]?.stride ?? 0;
  const channel = outputAxes[4]![0]?.stride ?? outputAxes[0]![0]?.stride ?? 0;
  return row >= channel ? ['N', 'H', 'W', 'C'] : ['N', 'C', 'H', 'W'];
}

function permuted(axes: readonly number[]): readonly (readonly number[])[] {
  if (axes.length < 2) return [axes];
  return axes.flatMap((first) => permuted(axes.filter((axis) => axis !== first)).map((rest) => [first, ...rest]));
}

/** Everything one place further on in memory: a slice off by one. */
function* flat(question: Question): Generator<OtherQuestion> {
  const { outputSizes } = question;
  const total = outputSizes.reduce((product, size) => product * size, 1);
  if (total < 3 || outputSizes.filter((size) => size > 1).length < 2) return;
  for (const [by, word] of [
    [1, 'before'],
    [-1, 'after'],
  ] as const) {
    // biome-ignore format: pairs
    yield {
      id: 'slice-off-by-one',
      words: `each output stands one place ${word} its own in memory`,
      question,
      fromIndex: (index) => (index + by >= 0 && index + by < total ? index + by : undefined),
    };
  }
}

/** The sizes of the loops over outputs. */
function loopSizes({ parts, batch, outputRows, outputColumns, outputChannels }: Geometry): OutputPlace {
  return { part: parts, batch, row: outputRows, column: outputColumns, channel: outputChannels };
}
