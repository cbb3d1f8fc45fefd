import type { ConvShape } from '../conv/shape.ts';
import { type VolumePadding, volumePadding } from '../conv/volume.ts';
import { isUserEngine } from '../engines/user-engine.ts';
import type { OutputExplanation } from '../explain/explanation.ts';
import { engineOptions, type ReplayPlace } from './counterexample.ts';

/** In numbers, because a volume may have `same` in rows and columns alone. */
function zerosOf(shape: ConvShape): 'valid' | VolumePadding {
  const zeros = volumePadding(shape);
  return zeros.every((count) => count === 0) ? 'valid' : zeros;
}

/** The POSIX shell command that reveals how a subject sums an output of this shape. */
export function revealCommand(
  subject: string,
  shape: ConvShape,
  { index, of }: Pick<OutputExplanation, 'index' | 'of'>,
  engines: ReplayPlace['engines'],
): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, depth } = shape;
  const padding = depth === undefined ? shape.padding : zerosOf(shape);
  const steps = (name: 'stride' | 'dilation'): readonly string[] => {
    const all = depth === undefined ? shape[name] : [depth[name], ...shape[name]];
    return all.every((step) => step === 1) ? [] : [`--${name}`, all.join('x')];
  };
  const sizes =
    depth === undefined
      ? `${batch}x${height}x${width}x${channelsIn}*${kernelHeight}x${kernelWidth}x${channelsOut}`
      : `${batch}x${depth.size}x${height}x${width}x${channelsIn}*` +
        `${depth.kernel}x${kernelHeight}x${kernelWidth}x${channelsIn}x${channelsOut}`;
  return [
    'npx lastbit reveal',
    subject,
    ...['--shape', `'${sizes}'`, ...steps('stride'), ...steps('dilation')],
    ...(padding === 'valid' ? [] : ['--padding', typeof padding === 'string' ? padding : padding.join(',')]),
    ...(of === 1 ? [] : ['--output', String(index)]),
    ...engineOptions([subject.split('/')[0]!].filter(isUserEngine), engines),
  ].join(' ');
}
