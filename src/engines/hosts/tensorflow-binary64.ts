import { caseAt } from '../../conv/batch.ts';
import { outputSize } from '../../conv/output-shape.ts';
import type { ConvShape } from '../../conv/shape.ts';
import { gatherTerms, planTerms } from '../../conv/terms.ts';
import { casesOf, inParts, outputsOf } from './batching.ts';
import type { Calls, Compute, LibraryOperation } from './library.ts';
import { type Conv2dArguments, type TensorflowAddon, TensorflowDoubles } from './tensorflow-doubles.ts';

/**
 * `conv2d` and `multiply-sum` by TensorFlow in binary64, which tfjs does not offer: the operations Conv2D, Mul and Sum
 * with T = DT_DOUBLE, through the addon. TensorFlow itself decides what it declines; the conditions of tfjs do not
 * apply.
 */
export function tensorflowBinary64(addon: TensorflowAddon): readonly LibraryOperation[] {
  const doubles = new TensorflowDoubles(addon);
  const together = inParts('multiply-sum', (part) => {
    const plan = planTerms(part.shape, 'multiply-sum');
    const { left, right } = gatherTerms(plan, part);
    const rows = [part.count * plan.outputs, plan.terms];
    return doubles.run(() =>
      doubles.sum(doubles.multiply(doubles.widened(left, rows), doubles.widened(right, rows)), [1]),
    );
  });
  return [
    { operation: 'conv2d', format: 'binary64', single: casesOf(conv2d(doubles)) },
    {
      operation: 'multiply-sum',
      format: 'binary64',
      single: multiplySum(doubles),
      perOutput: true,
      together: () => together,
    },
  ];
}

function conv2d(doubles: TensorflowDoubles): Compute {
  return (batch) => {
    const { shape } = batch;
    const size = outputSize(shape);
    const outputs = new Float64Array(batch.count * size);
    const how = conv2dArguments(shape);
    for (let index = 0; index < batch.count; index++) {
      const { image, kernel } = caseAt(batch, index);
      const numbers = doubles.run(() => {
        const x = doubles.widened(image, [shape.batch, shape.height, shape.width, shape.channelsIn]);
        const filter = doubles.widened(kernel, [
          shape.kernelHeight,
          shape.kernelWidth,
          shape.channelsIn,
          shape.channelsOut,
        ]);
        return doubles.conv2d(x, filter, how);
      });
      if (numbers.length !== size) throw new Error(`the library gave ${numbers.length} outputs instead of ${size}`);
      outputs.set(numbers, index * size);
    }
    return outputs;
  };
}

function multiplySum(doubles: TensorflowDoubles): Calls {
  return outputsOf(
    (length) => new Float64Array(length),
    (left, right, { kernelHeight, kernelWidth, channelsIn }) => {
      const shape = [kernelHeight, kernelWidth, channelsIn];
      const sum = doubles.run(() => {
        const product = doubles.multiply(doubles.widened(left, shape), doubles.widened(right, shape));
        return doubles.sum(product, [0, 1, 2]);
      });
      return sum[0]!;
    },
  );
}

function conv2dArguments({ stride, dilation, padding }: ConvShape): Conv2dArguments {
  const explicit = typeof padding === 'string' ? [] : [0, 0, ...padding, 0, 0];
  const name = padding === 'valid' ? 'VALID' : padding === 'same' ? 'SAME' : 'EXPLICIT';
  return { stride, dilation, padding: name, explicit };
}
