import { type ConvShape, type Operation, usualOperation } from './shape.ts';

/** Which terms an operation sums: those of a convolution, of a transposed one, or the pixels of a window alone. */
type Terms = 'convolution' | 'transposed' | 'pixels';

/** Whether the channels of the image are divided: not at all, as the shape says, or each alone. */
type Groups = 'none' | 'shape' | 'channels';

const kinds: Readonly<Record<Operation, { readonly terms: Terms; readonly groups: Groups }>> = {
  conv2d: { terms: 'convolution', groups: 'none' },
  'depthwise-conv2d': { terms: 'convolution', groups: 'channels' },
  'grouped-conv2d': { terms: 'convolution', groups: 'shape' },
  'transposed-conv2d': { terms: 'transposed', groups: 'none' },
  conv1d: { terms: 'convolution', groups: 'none' },
  conv3d: { terms: 'convolution', groups: 'none' },
  'multiply-sum': { terms: 'convolution', groups: 'none' },
  dot: { terms: 'convolution', groups: 'none' },
  matmul: { terms: 'convolution', groups: 'none' },
  'batched-matmul': { terms: 'convolution', groups: 'shape' },
  einsum: { terms: 'convolution', groups: 'none' },
  sum: { terms: 'pixels', groups: 'none' },
  'sum-last-axis': { terms: 'pixels', groups: 'none' },
  'sum-first-axis': { terms: 'pixels', groups: 'none' },
  mean: { terms: 'pixels', groups: 'none' },
};

/** All operations, in the order of docs/protocol.md. */
export const allOperations: readonly Operation[] = Object.keys(kinds) as Operation[];

/** Whether an operation sums the pixels of each window, and ignores the kernel but for its height and width. */
export const sumsPixels = (operation: Operation): boolean => kinds[operation].terms === 'pixels';

/** Whether an operation multiplies pixels by taps: all but sums and means. */
export const hasTaps = (operation: Operation): boolean => !sumsPixels(operation);

/** Whether an operation is a transposed convolution. */
export const isTransposed = (operation: Operation): boolean => kinds[operation].terms === 'transposed';

/** Whether its windows overlap and slide: convolutions, whatever their groups. Others get windows that are cut out. */
export const convolves = (operation: Operation): boolean => /conv/.test(operation);

/** The operation in the id of a subject, `engine/operation[:format][@setting]`; conv2d for lastbit's algorithms. */
export function operationNamed(id: string): Operation {
  const name = /\/([^:@]+)/.exec(id)?.[1];
  return allOperations.find((operation) => operation === name) ?? 'conv2d';
}

/** Into how many groups an operation divides the channels of the image. */
export function groupsOf(shape: ConvShape, operation: Operation): number {
  const { groups } = kinds[operation];
  return groups === 'none' ? 1 : groups === 'channels' ? shape.channelsIn : (shape.groups ?? 1);
}

/** The operation that stands for all that sum the same terms and take the same shapes, whatever the shape. */
export function variedAs(operation: Operation): Operation {
  const { terms, groups } = kinds[operation];
  if (operation === 'conv1d' || operation === 'conv3d' || operation === 'mean') return operation;
  if (terms !== 'convolution') return terms === 'pixels' ? 'sum' : 'transposed-conv2d';
  return groups === 'none' ? 'conv2d' : groups === 'shape' ? 'grouped-conv2d' : 'depthwise-conv2d';
}

/** The operation with the simplest name that sums the same terms at a shape: what is computed once for all of them. */
export function sameTerms(shape: ConvShape, operation: Operation): Operation {
  const { terms } = kinds[operation];
  if (terms !== 'convolution') return terms === 'pixels' ? 'sum' : 'transposed-conv2d';
  const groups = groupsOf(shape, operation);
  if (groups === 1) return usualOperation(shape);
  return groups === shape.channelsIn && shape.channelsOut === 1 ? 'depthwise-conv2d' : 'grouped-conv2d';
}
