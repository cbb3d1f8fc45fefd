import { outputShape } from '../../conv/output-shape.ts';
import { type Asserted, saysWhat } from './asserted.ts';

/** For C++11: arrays in memory order, NHWC and HWIO, rows × columns for a matrix. */
export function cppAssertion(asserted: Asserted): string {
  const { n } = asserted;
  return [
    '#include <cmath>',
    '#include <cstddef>',
    '#include <cstdio>',
    '',
    ...saysWhat(asserted).map((line) => `// ${line}`),
    '// Compile without -ffast-math.',
    'inline bool is_rounding(double computed, double ref, double P, std::size_t output) {',
    `  const double n = ${n}, u = std::ldexp(1.0, -24);`,
    `  const double allowed = ${allowed(asserted)};`,
    '  if (std::fabs(computed - ref) <= allowed) return true;',
    '  std::fprintf(stderr, "output %zu: %.9g instead of %.17g +- %.3g, n = %g\\n", output, computed, ref,',
    '               allowed, n);',
    '  return false;',
    '}',
    '',
    ...bodies[asserted.operation](asserted),
  ].join('\n');
}

function allowed({ relative, products, absolute }: Asserted): string {
  return `${relative === undefined ? '' : `${relative} * u * std::fabs(ref) + `}${products} * u * P + ${absolute}`;
}

const end = (condition: string): readonly string[] => [
  `    if (!is_rounding(${condition})) return false;`,
  '  }',
  '  return true;',
  '}',
];

const bodies: Readonly<Record<Asserted['operation'], (asserted: Asserted) => readonly string[]>> = {
  conv: convolution,
  matmul: ({ n }) => [
    'inline bool is_rounding(const float* y, const float* x, const float* w, std::size_t rows, std::size_t columns) {',
    `  const std::size_t depth = ${n};`,
    '  for (std::size_t output = 0; output < rows * columns; ++output) {',
    '    const std::size_t row = output / columns, column = output % columns;',
    '    double ref = 0, P = 0;',
    '    for (std::size_t t = 0; t < depth; ++t) {',
    '      const double product = double(x[row * depth + t]) * w[t * columns + column];',
    '      ref += product;',
    '      P += std::fabs(product);',
    '    }',
    ...end('y[output], ref, P, output'),
  ],
  dot: ({ n }) => [
    'inline bool is_rounding(float y, const float* x, const float* w) {',
    `  const std::size_t terms = ${n};`,
    '  double ref = 0, P = 0;',
    '  for (std::size_t t = 0; t < terms; ++t) {',
    '    ref += double(x[t]) * w[t];',
    '    P += std::fabs(double(x[t]) * w[t]);',
    '  }',
    '  return is_rounding(y, ref, P, 0);',
    '}',
  ],
  sum: ({ n }) => [
    'inline bool is_rounding(float y, const float* x) {',
    `  const std::size_t terms = ${n};`,
    '  double ref = 0, P = 0;',
    '  for (std::size_t t = 0; t < terms; ++t) {',
    '    ref += x[t];',
    '    P += std::fabs(double(x[t]));',
    '  }',
    '  return is_rounding(y, ref, P, 0);',
    '}',
  ],
};

function convolution({ shape, padding }: Asserted): readonly string[] {
  const { height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation } = shape!;
  const [top, , left] = padding;
  const [, rows, columns] = outputShape(shape!);
  return [
    'inline bool is_rounding(const float* y, const float* x, const float* w, long images) {',
    `  const long height = ${height}, width = ${width}, channels = ${channelsIn}, channels_out = ${channelsOut};`,
    `  const long rows = ${rows}, columns = ${columns};`,
    '  for (long output = 0; output < images * rows * columns * channels_out; ++output) {',
    '    const long c = output % channels_out, place = output / channels_out;',
    '    const long column = place % columns, row = place / columns % rows, image = place / columns / rows;',
    '    double ref = 0, P = 0;',
    `    for (long r = 0; r < ${kernelHeight}; ++r) {`,
    `      for (long q = 0; q < ${kernelWidth}; ++q) {`,
    `        const long i = row * ${stride[0]} + r * ${dilation[0]} - ${top};`,
    `        const long j = column * ${stride[1]} + q * ${dilation[1]} - ${left};`,
    '        if (i < 0 || i >= height || j < 0 || j >= width) continue;',
    '        for (long k = 0; k < channels; ++k) {',
    '          const double pixel = x[((image * height + i) * width + j) * channels + k];',
    `          const double product = pixel * w[((r * ${kernelWidth} + q) * channels + k) * channels_out + c];`,
    '          ref += product;',
    '          P += std::fabs(product);',
    '        }',
    '      }',
    '    }',
    ...end('y[output], ref, P, output'),
  ];
}
