import type { LoopAxis, Operand, Question } from '../../../arrays/question.ts';
import { shown } from '../../../errors/shown.ts';
import { counted } from '../../../text/numbers.ts';

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
    case 'sum':
      return `the ${operation.mean ? 'mean' : 'sum'} along ${operation.axes.length === 1 ? 'axis' : 'axes'} ${operation.axes.join(',') || 'none'}`;
  }
}

function inputText({ file }: Operand, layout: string | undefined): string {
  return `${shown(file.path)} (${file.type} ${sizesText(file.sizes)}${layout === undefined ? '' : ` ${layout}`})`;
}

const sizesText = (sizes: readonly number[]): string => (sizes.length === 0 ? 'a single number' : sizes.join('×'));

/** Of image, kernel, bias and outputs: the letters of the axes in the order of the file, where there are three or four. */
function layoutsOf({ left, right, outputAxes, operation }: Question): readonly (string | undefined)[] {
  const transposed = operation.kind === 'conv' && operation.transposed;
  const kernel = right === undefined ? undefined : ordered(right.axes, transposed ? 'IHWIO' : 'OHWIO');
  return [ordered(left.axes, 'CNHWC'), kernel, undefined, ordered(outputAxes, 'CNHWC')];
}

/**
 * The letters of loops by how far apart their steps are; undefined for a plane. The first loop is that of the groups,
 * whose steps are among those of a later loop, except in a depthwise kernel of TensorFlow.
 */
function ordered([groups = [], ...loops]: readonly LoopAxis[], letters: string): string | undefined {
  const steps = [...loops, groups].flatMap((axis, loop) =>
    axis.map(({ stride }) => ({ stride, letter: letters[loop === 4 ? 0 : loop + 1]! })),
  );
  const real = steps.filter(({ stride }) => stride > 0).toSorted((a, b) => b.stride - a.stride);
  const found = [...new Set(real.map(({ letter }) => letter))].join('');
  return found.length < 3 ? undefined : found.includes('H') ? found : found.replace('W', 'L');
}
