import { type Asserted, saysWhat } from './asserted.ts';

/** For pytest and NumPy. Arrays are NHWC and HWIO. */
export function numpyAssertion(asserted: Asserted): string {
  return [
    ...importsOf(asserted),
    '',
    ...convolution(asserted),
    `def assert_rounding(${parameters(asserted)}):`,
    ...saysWhat(asserted).map((line) => `    # ${line}`),
    ...sizesChecked(asserted, 'tensorflow'),
    `    n, u = ${asserted.n}, 2.0**-24`,
    ...inBinary64(asserted, (name) => `np.asarray(${name}, np.float64)`),
    ...compared(asserted, asserted.absolute),
  ].join('\n');
}

/** For JAX: compared by NumPy, because JAX has no binary64 by default. XLA flushes subnormal results on CPUs. */
export function jaxAssertion(asserted: Asserted): string {
  return [
    'import jax',
    ...importsOf(asserted),
    '',
    ...convolution(asserted),
    `def assert_rounding(${parameters(asserted)}):`,
    ...saysWhat(asserted, asserted.flushed === undefined ? undefined : 'no input subnormal').map(
      (line) => `    # ${line}`,
    ),
    ...sizesChecked(asserted, 'tensorflow'),
    `    n, u = ${asserted.n}, 2.0**-24`,
    ...inBinary64(asserted, (name) => `np.asarray(jax.device_get(${name}), np.float64)`),
    ...compared(asserted, asserted.flushed ?? asserted.absolute),
  ].join('\n');
}

/** For PyTorch. Tensors are NCHW and OIHW. */
export function pytorchAssertion(asserted: Asserted): string {
  const { operation, shape, padding } = asserted;
  const [top, bottom, left, right] = padding;
  const options =
    shape === undefined ? '' : `, stride=(${shape.stride.join(', ')}), dilation=(${shape.dilation.join(', ')})`;
  const padded = (x: string): string =>
    padding.every((zeros) => zeros === 0) ? x : `F.pad(${x}, (${[left, right, top, bottom].join(', ')}))`;
  const of = (x: string, w: string): string => {
    if (operation === 'conv') return `F.conv2d(${padded(x)}, ${w}${options})`;
    return operation === 'sum' ? `${x}.sum(dim)` : `${x} @ ${w}`;
  };
  return [
    ...(operation === 'conv' ? ['import torch.nn.functional as F', ''] : []),
    `def assert_rounding(${operation === 'sum' ? 'y, x, dim=None' : 'y, x, w'}):`,
    ...saysWhat(asserted).map((line) => `    # ${line}`),
    ...sizesChecked(asserted, 'pytorch'),
    `    n, u = ${asserted.n}, 2.0**-24`,
    ...inBinary64(asserted, (name) => `${name}.detach().cpu().double()`),
    `    ref, P = ${of('x', 'w')}, ${of('x.abs()', 'w.abs()')}`,
    `    allowed = ${allowed(asserted, asserted.absolute, 'ref.abs()')}`,
    '    assert y.shape == ref.shape, (y.shape, ref.shape)',
    ...(operation === 'sum' ? ['    assert x.numel() == n * ref.numel(), x.shape'] : []),
    '    excess = ((y - ref).abs() - allowed).max().item()',
    '    assert excess <= 0, f"a result is {excess:g} outside what rounding can do with n = {n}"',
  ].join('\n');
}

const parameters = ({ operation }: Asserted): string => (operation === 'sum' ? 'y, x, axis=None' : 'y, x, w');

const importsOf = ({ operation }: Asserted): readonly string[] => [
  'import numpy as np',
  ...(operation === 'conv' ? ['from numpy.lib.stride_tricks import sliding_window_view'] : []),
];

function convolution({ shape, padding: [top, bottom, left, right] }: Asserted): readonly string[] {
  if (shape === undefined) return [];
  const { kernelHeight, kernelWidth, stride, dilation } = shape;
  const [rows, columns] = [(kernelHeight - 1) * dilation[0] + 1, (kernelWidth - 1) * dilation[1] + 1];
  const steps = `:, ::${stride[0]}, ::${stride[1]}, :, ::${dilation[0]}, ::${dilation[1]}`;
  return [
    'def convolution(x, w):',
    `    x = np.pad(x, ((0, 0), (${top}, ${bottom}), (${left}, ${right}), (0, 0)))`,
    `    windows = sliding_window_view(x, (${rows}, ${columns}), axis=(1, 2))[${steps}]`,
    '    return np.einsum("nyxkrq,rqkc->nyxc", windows, w)',
    '',
  ];
}

function sizesChecked({ operation, shape, n }: Asserted, layout: 'tensorflow' | 'pytorch'): readonly string[] {
  if (shape === undefined) return operation === 'sum' ? [] : [`    assert x.shape[-1] == ${n}, x.shape`];
  const { height, width, channelsIn, channelsOut, kernelHeight, kernelWidth } = shape;
  const [image, kernel] =
    layout === 'pytorch'
      ? [
          [channelsIn, height, width],
          [channelsOut, channelsIn, kernelHeight, kernelWidth],
        ]
      : [
          [height, width, channelsIn],
          [kernelHeight, kernelWidth, channelsIn, channelsOut],
        ];
  const names = layout === 'pytorch' ? 'NCHW, w OIHW' : 'NHWC, w HWIO';
  return [
    `    # y and x are ${names}.`,
    `    assert tuple(x.shape[1:]) == (${image.join(', ')}), x.shape`,
    `    assert tuple(w.shape) == (${kernel.join(', ')}), w.shape`,
  ];
}

function inBinary64({ operation }: Asserted, convert: (name: string) => string): readonly string[] {
  const names = operation === 'sum' ? ['y', 'x'] : ['y', 'x', 'w'];
  return [`    ${names.join(', ')} = ${names.map(convert).join(', ')}`];
}

function compared(asserted: Asserted, absolute: string): readonly string[] {
  const { operation } = asserted;
  const of = (x: string, w: string): string => {
    if (operation === 'conv') return `convolution(${x}, ${w})`;
    return operation === 'sum' ? `${x}.sum(axis)` : `${x} @ ${w}`;
  };
  return [
    `    ref, P = ${of('x', 'w')}, ${of('np.abs(x)', 'np.abs(w)')}`,
    `    allowed = ${allowed(asserted, absolute, 'np.abs(ref)')}`,
    '    assert y.shape == ref.shape, (y.shape, ref.shape)',
    ...(operation === 'sum' ? ['    assert x.size == n * ref.size, x.shape'] : []),
    '    excess = np.max(np.abs(y - ref) - allowed)',
    '    assert excess <= 0, f"a result is {excess:g} outside what rounding can do with n = {n}"',
  ];
}

function allowed({ relative, products }: Asserted, absolute: string, size: string): string {
  return `${relative === undefined ? '' : `${relative} * u * ${size} + `}${products} * u * P + ${absolute}`;
}
