import { groupsOf, isTransposed, operationNamed } from '../conv/operation.ts';
import { outputShape, outputSize, paddingOf, positionOf } from '../conv/output-shape.ts';
import { type ConvShape, imageSize, kernelSize, type Operation } from '../conv/shape.ts';
import type { CorpusEntry } from '../corpus/entry.ts';
import { bitsOf } from '../corpus/packed-numbers.ts';
import { type Bits32, fromBits32 } from '../float/bits.ts';
import { shortestDecimal, withInfinitySign } from '../float/decimal.ts';
import { formatNumber } from '../text/numbers.ts';
import { powerOfTwoText } from './axes.ts';
import { html, type Markup } from './markup.ts';
import { type CellLook, type Frame, type Tensor, tensorChart } from './tensor-chart.ts';
import { shapeText } from './words.ts';

const mostListed = 12;

/**
 * The case of an entry: image with the window of the judged output, kernel, and outputs with the judged one in the
 * colour of its error ÷ bound. A wrong one also has a frame, and the power of two that it reaches. The entry
 * keeps one output; the others are drawn empty.
 */
export function caseDrawing({ subject, shape, image, kernel, output, errorOverBound }: CorpusEntry): Markup {
  const operation = operationNamed(subject.id);
  const tensors = tensorsOf({ shape, image, kernel });
  return html`<div class="product">${tensorPart(tensors.image, 'NHWC', 'image', windowOf(shape, operation, output))}<div
class="times">∗</div>${tensorPart(tensors.kernel, 'HWIO', 'kernel')}<div class="times">→</div>${outputsPart(shape, operation, output, errorOverBound)}</div>`;
}

/**
 * The window that an output reads, in the channels of its group. With a dilation it also spans pixels that are not
 * read. Undefined for a transposed convolution, whose outputs read pixels that are no window.
 */
export function windowOf(shape: ConvShape, operation: Operation, output: number): Frame | undefined {
  if (isTransposed(operation)) return undefined;
  const { stride, dilation, kernelHeight, kernelWidth } = shape;
  const [image, row, column, channel] = positionOf(outputShape(shape, operation), output);
  const inGroup = shape.channelsIn / groupsOf(shape, operation);
  const group = Math.floor(channel / shape.channelsOut);
  const [top, , left] = paddingOf(shape);
  return {
    top: row * stride[0] - top,
    left: column * stride[1] - left,
    height: (kernelHeight - 1) * dilation[0] + 1,
    width: (kernelWidth - 1) * dilation[1] + 1,
    on: (outer, inner) => outer === image && Math.floor(inner / inGroup) === group,
  };
}

function outputsPart(shape: ConvShape, operation: Operation, output: number, ratio: number | null): Markup {
  const dimensions = outputShape(shape, operation);
  const text = ratio === null ? '∞' : formatNumber(ratio, 4);
  const isWithin = ratio !== null && ratio <= 1;
  const cell = ratio === null ? '∞' : isWithin ? formatNumber(ratio, 2) : powerOfTwoText(Math.floor(Math.log2(ratio)));
  const values = Array.from({ length: outputSize(shape, operation) }, (_, index) => (index === output ? cell : '0'));
  const look = isWithin ? 'good' : wrongLook(ratio);
  const chart = tensorChart({ dimensions, values }, 'NHWC', 'error ÷ bound of the output', {
    lookOf: (index) => (index === output ? look : 'empty'),
  });
  const rest = values.length - 1;
  return html`<div><h5>outputs <small>${dimensions.join(' × ')}</small></h5>${chart}<p class="mono values">error ÷ bound ${text}${isWithin ? ', within the bound' : ', wrong'}${
    rest > 0 && html`<br>${rest} more, not kept`
  }</p></div>`;
}

/** The darker, the further beyond the bound: by 2, 8 and 16 octaves. */
function wrongLook(ratio: number | null): CellLook {
  const octaves = ratio === null ? Number.POSITIVE_INFINITY : Math.log2(ratio);
  return octaves < 2 ? 'wrong wrong1' : octaves < 8 ? 'wrong wrong2' : octaves < 16 ? 'wrong wrong3' : 'wrong wrong4';
}

/** The second question of a metamorphic claim: how it was changed, and the case of it that has the output. */
export function variedDrawing({ varied }: CorpusEntry): Markup | false {
  if (varied === undefined) return false;
  const { shape } = varied;
  const outputs = outputSize(shape);
  const place = Math.floor(varied.output / outputs);
  const part = (numbers: readonly Bits32[], size: number): readonly Bits32[] =>
    numbers.length < (place + 1) * size ? numbers.slice(0, size) : numbers.slice(place * size, (place + 1) * size);
  const { image, kernel } = tensorsOf({
    shape,
    image: part(bitsOf(varied.image), imageSize(shape)),
    kernel: part(bitsOf(varied.kernel), kernelSize(shape)),
  });
  const where = place === 0 ? '' : ` (case ${place}, output ${varied.output - place * outputs})`;
  return html`<h4>Varied: ${varied.change}${where}</h4><div class="product">${tensorPart(image, 'NHWC', 'varied image')}<div
class="times">∗</div>${tensorPart(kernel, 'HWIO', 'varied kernel')}</div><p>${shapeText(shape)}</p>`;
}

const decimalOf = (bits: Bits32): string => withInfinitySign(shortestDecimal(fromBits32(bits), 'binary32'));

function tensorsOf({ shape, image, kernel }: Pick<CorpusEntry, 'shape' | 'image' | 'kernel'>): {
  image: Tensor;
  kernel: Tensor;
} {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth } = shape;
  return {
    image: { dimensions: [batch, height, width, channelsIn], values: image.map(decimalOf) },
    kernel: { dimensions: [kernelHeight, kernelWidth, channelsIn, channelsOut], values: kernel.map(decimalOf) },
  };
}

function tensorPart(tensor: Tensor, layout: 'NHWC' | 'HWIO', name: string, frame?: Frame): Markup {
  const listed = tensor.values.flatMap((value, index) =>
    Number(value) === 0 ? [] : [`${place(tensor, index)} = ${value}`],
  );
  const rest = listed.length - mostListed;
  return html`<div><h5>${name} <small>${tensor.dimensions.join(' × ')}
(${layout})</small></h5>${tensorChart(tensor, layout, name, frame === undefined ? {} : { frame })}<p class="mono values">${
    listed.length === 0 ? 'all zeros' : listed.slice(0, mostListed).map((text) => html`${text}<br>`)
  }${rest > 0 && html`and ${rest} more`}</p></div>`;
}

/** `[0, row, column, 0]`: the position of a value in the four dimensions. */
function place({ dimensions }: Tensor, index: number): string {
  const position: number[] = [];
  let rest = index;
  for (const size of [...dimensions].reverse()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return `[${position.join(', ')}]`;
}
