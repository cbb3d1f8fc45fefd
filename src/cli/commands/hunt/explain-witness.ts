import { parseUserEngines } from '../../../engines/user-engine.ts';
import { quoted } from '../../../errors/quoted.ts';
import { writeWhole } from '../../../files/write-whole.ts';
import type { HuntResult } from '../../../hunt/hunt-result.ts';

/** Writes image and kernel beside the state. Gives the command that explains them. */
export function explainWitness(
  { witness, subjects, place }: HuntResult,
  base: string,
  engine: readonly string[],
): string | undefined {
  if (witness === undefined) return undefined;
  const { shape, image, kernel } = witness.input;
  const { batch, height, width, channelsIn, kernelHeight, kernelWidth, channelsOut } = shape;
  const files = [`${base}-image.json`, `${base}-kernel.json`] as const;
  writeWhole(files[0], nested(image, [batch, height, width, channelsIn]));
  writeWhole(files[1], nested(kernel, [kernelHeight, kernelWidth, channelsIn, channelsOut]));
  const padding = typeof shape.padding === 'string' ? shape.padding : shape.padding.join(',');
  const own = Object.entries(parseUserEngines(engine)).flatMap(([name, words]) => [
    '--engine',
    quoted(`${name}=${words}`),
  ]);
  return [
    ...['npx lastbit explain', `--image ${quoted(files[0])}`, `--kernel ${quoted(files[1])}`],
    ...subjects.map(({ id }) => `--subject ${id}`),
    ...(place.output === 0 ? [] : [`--output ${place.output}`]),
    ...(shape.stride.every((step) => step === 1) ? [] : [`--stride ${shape.stride.join('x')}`]),
    ...(shape.dilation.every((step) => step === 1) ? [] : [`--dilation ${shape.dilation.join('x')}`]),
    ...(padding === 'valid' ? [] : [`--padding ${padding}`]),
    ...own,
  ].join(' ');
}

/** Numbers as nested arrays of JSON, which `lastbit explain` reads. −0 is written as such. */
function nested(numbers: Float32Array, sizes: readonly number[]): string {
  const [size, ...rest] = sizes;
  if (size === undefined) return Object.is(numbers[0], -0) ? '-0' : String(numbers[0]);
  const each = numbers.length / size;
  const parts = Array.from({ length: size }, (_, k) => nested(numbers.subarray(k * each, (k + 1) * each), rest));
  return `[${parts.join(', ')}]${sizes.length === 4 ? '\n' : ''}`;
}
