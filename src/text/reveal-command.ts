import type { ConvShape } from '../conv/shape.ts';
import { isUserEngine } from '../engines/user-engine.ts';
import type { OutputExplanation } from '../explain/explanation.ts';
import { engineOptions, type ReplayPlace } from './counterexample.ts';

/** The POSIX shell command that reveals how a subject sums an output of this shape. */
export function revealCommand(
  subject: string,
  shape: ConvShape,
  { index, of }: Pick<OutputExplanation, 'index' | 'of'>,
  engines: ReplayPlace['engines'],
): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, padding } = shape;
  const steps = (name: 'stride' | 'dilation'): readonly string[] =>
    shape[name].every((step) => step === 1) ? [] : [`--${name}`, shape[name].join('x')];
  const sizes = `${batch}x${height}x${width}x${channelsIn}*${kernelHeight}x${kernelWidth}x${channelsOut}`;
  return [
    'npx lastbit reveal',
    subject,
    ...['--shape', `'${sizes}'`, ...steps('stride'), ...steps('dilation')],
    ...(padding === 'valid' ? [] : ['--padding', typeof padding === 'string' ? padding : padding.join(',')]),
    ...(of === 1 ? [] : ['--output', String(index)]),
    ...engineOptions([subject.split('/')[0]!].filter(isUserEngine), engines),
  ].join(' ');
}
