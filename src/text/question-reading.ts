import { sizesText } from '../arrays/axes.ts';
import type { LoopAxis, Operand, Question } from '../arrays/question.ts';
import { shown } from '../errors/shown.ts';
import { counted } from './numbers.ts';

/** How the arrays of a question were read, as a sentence: types, sizes, layouts, and what is computed. */
export function readingOf(question: Question): string {
  const { left, right, bias, outputSizes, geometry } = question;
  const { kernelRows, kernelColumns, channels } = geometry;
  const layouts = question.operation.kind === 'conv' ? layoutsOf(question) : [];
  const inputs = [left, right, bias].flatMap((operand, place) =>
    operand === undefined ? [] : [inputText(operand, layouts[place])],
  );
  const terms = counted(kernelRows * kernelColumns * channels, 'term');
  const output = `${sizesText(outputSizes)}${layouts[3] === undefined ? '' : ` ${layouts[3]}`}`;
  return `Read as ${operationText(question)} of ${inputs.join(', ')}; outputs ${output}, of up to ${terms}.`;
}

function operationText({ operation }: Question): string {
  switch (operation.kind) {
    case 'conv': {
      const { stride, padding, dilation, groups, transposed } = operation;
      const parts = [
        ...(stride.some((step) => step !== 1) ? [`stride ${stride.join('×')}`] : []),
        ...(padding.some((zeros) => zeros !== 0) ? [`padding ${padding.join(',')} (top, bottom, left, right)`] : []),
        ...(dilation.some((step) => step !== 1) ? [`dilation ${dilation.join('×')}`] : []),
        ...(groups === 1 ? [] : [`${groups} groups`]),
      ];
      return `a ${transposed ? 'transposed ' : ''}convolution${parts.length === 0 ? '' : `, ${parts.join(', ')},`}`;
    }
    case 'matmul':
      return 'a matrix product';
    case 'dot':
      return 'a dot product';
    case 'sum': {
      const { axes, mean } = operation;
      return `the ${mean ? 'mean' : 'sum'} along ${axes.length === 1 ? 'axis' : 'axes'} ${axes.join(',') || 'none'}`;
    }
  }
}

function inputText({ file }: Operand, layout: string | undefined): string {
  return `${shown(file.path)} (${file.type} ${sizesText(file.sizes)}${layout === undefined ? '' : ` ${layout}`})`;
}

/** Options for the layouts in which image and kernel were read, where they are not NHWC and HWIO. */
export function layoutOptions(question: Question): { readonly layout?: string; readonly kernelLayout?: string } {
  if (question.operation.kind !== 'conv') return {};
  const [image, kernel] = layoutsOf(question);
  return {
    ...(image === 'NCHW' || image === 'NCL' ? { layout: 'nchw' } : {}),
    ...(kernel !== undefined && ['OIHW', 'IOHW', 'OIL', 'IOL'].includes(kernel) ? { kernelLayout: 'oihw' } : {}),
  };
}

/** Of image, kernel, bias and outputs: the letters of three or four axes in the order of the file. */
function layoutsOf({ left, right, outputAxes, outputSizes, operation }: Question): readonly (string | undefined)[] {
  const transposed = operation.kind === 'conv' && operation.transposed;
  const kernels = transposed ? ['HWOI', 'IOHW', 'LOI', 'IOL'] : ['HWIO', 'OIHW', 'LIO', 'OIL'];
  const images = ['NHWC', 'NCHW', 'NLC', 'NCL'];
  return [
    layoutOf(left.axes, 'CNHWC', left.file.sizes, images),
    right && layoutOf(right.axes, `${groupsAlong(right, transposed)}HWIO`, right.file.sizes, kernels),
    undefined,
    layoutOf(outputAxes, 'CNHWC', outputSizes, images),
  ];
}

/** The groups of a transposed kernel are of its input channels; so are those of a depthwise kernel of TensorFlow. */
const groupsAlong = ({ axes }: Operand, transposed: boolean): string =>
  transposed || axes[3]!.length === 0 ? 'I' : 'O';

/**
 * The layout in which the axes of more than one step are in the order of their distances in the file. `letters` name
 * the loops; the first is that of the groups, which share an axis with a later loop.
 */
function layoutOf(
  axes: readonly LoopAxis[],
  letters: string,
  sizes: readonly number[],
  layouts: readonly string[],
): string | undefined {
  const single = sizes.length === 3;
  const steps = axes.flatMap((axis, loop) => axis.map((step) => ({ ...step, letter: letters[loop]! })));
  const real = steps.filter(({ size, stride }) => size > 1 && stride > 0).toSorted((a, b) => b.stride - a.stride);
  const found = [...new Set(real.map(({ letter }) => (single && letter === 'W' ? 'L' : letter)))].join('');
  return layouts.find(
    (layout) => layout.length === sizes.length && [...layout].filter((_, axis) => sizes[axis]! > 1).join('') === found,
  );
}
