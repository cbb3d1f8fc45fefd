import { outputShape } from '../../conv/output-shape.ts';
import { kernelSize } from '../../conv/shape.ts';
import { type Asserted, saysWhat } from './asserted.ts';

/** For vitest: arrays in memory order, NHWC and HWIO, rows × columns for a matrix. */
export function vitestAssertion(asserted: Asserted): string {
  const { operation, n } = asserted;
  return [
    "import { expect } from 'vitest';",
    '',
    ...saysWhat(asserted).map((line) => `// ${line}`),
    ...bodies[operation](asserted),
    '',
    'function expectOne(computed: number, ref: number, P: number, output: number): void {',
    `  const [n, u] = [${n}, 2 ** -24];`,
    `  const allowed = ${allowed(asserted)};`,
    `  expect(Math.abs(computed - ref), \`output \${output}, n = \${n}\`).toBeLessThanOrEqual(allowed);`,
    '}',
  ].join('\n');
}

function allowed({ relative, products, absolute }: Asserted): string {
  return `${relative === undefined ? '' : `${relative} * u * Math.abs(ref) + `}${products} * u * P + ${absolute}`;
}

const bodies: Readonly<Record<Asserted['operation'], (asserted: Asserted) => readonly string[]>> = {
  conv: convolution,
  matmul: ({ n }) => [
    'export function expectRounding(y: Float32Array, x: Float32Array, w: Float32Array, columns: number): void {',
    '  const depth = w.length / columns;',
    `  expect(depth).toBe(${n});`,
    '  expect(y.length).toBe((x.length / depth) * columns);',
    '  for (let output = 0; output < y.length; output++) {',
    '    const [row, column] = [Math.floor(output / columns), output % columns];',
    '    let [ref, P] = [0, 0];',
    '    for (let t = 0; t < depth; t++) {',
    '      const product = x[row * depth + t]! * w[t * columns + column]!;',
    '      ref += product;',
    '      P += Math.abs(product);',
    '    }',
    '    expectOne(y[output]!, ref, P, output);',
    '  }',
    '}',
  ],
  dot: ({ n }) => [
    'export function expectRounding(y: number, x: Float32Array, w: Float32Array): void {',
    `  expect([x.length, w.length]).toEqual([${n}, ${n}]);`,
    '  let [ref, P] = [0, 0];',
    '  for (let t = 0; t < x.length; t++) {',
    '    ref += x[t]! * w[t]!;',
    '    P += Math.abs(x[t]! * w[t]!);',
    '  }',
    '  expectOne(y, ref, P, 0);',
    '}',
  ],
  sum: ({ n }) => [
    'export function expectRounding(y: number, x: Float32Array): void {',
    `  expect(x.length).toBe(${n});`,
    '  let [ref, P] = [0, 0];',
    '  for (const number of x) {',
    '    ref += number;',
    '    P += Math.abs(number);',
    '  }',
    '  expectOne(y, ref, P, 0);',
    '}',
  ],
};

function convolution({ shape, padding }: Asserted): readonly string[] {
  const { height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation } = shape!;
  const [top, , left] = padding;
  const [, rows, columns] = outputShape(shape!);
  return [
    'export function expectRounding(y: Float32Array, x: Float32Array, w: Float32Array): void {',
    `  const [height, width, channelsIn, channelsOut] = [${[height, width, channelsIn, channelsOut].join(', ')}];`,
    `  const [rows, columns] = [${rows}, ${columns}];`,
    `  expect(w.length).toBe(${kernelSize(shape!)});`,
    '  const images = x.length / (height * width * channelsIn);',
    '  expect(y.length).toBe(images * rows * columns * channelsOut);',
    '  for (let output = 0; output < y.length; output++) {',
    '    const [channel, place] = [output % channelsOut, Math.floor(output / channelsOut)];',
    '    const [column, line] = [place % columns, Math.floor(place / columns)];',
    '    const [row, image] = [line % rows, Math.floor(line / rows)];',
    '    let [ref, P] = [0, 0];',
    `    for (let r = 0; r < ${kernelHeight}; r++) {`,
    `      for (let q = 0; q < ${kernelWidth}; q++) {`,
    `        const i = row * ${stride[0]} + r * ${dilation[0]} - ${top};`,
    `        const j = column * ${stride[1]} + q * ${dilation[1]} - ${left};`,
    '        if (i < 0 || i >= height || j < 0 || j >= width) continue;',
    '        for (let k = 0; k < channelsIn; k++) {',
    '          const pixel = x[((image * height + i) * width + j) * channelsIn + k]!;',
    `          const product = pixel * w[((r * ${kernelWidth} + q) * channelsIn + k) * channelsOut + channel]!;`,
    '          ref += product;',
    '          P += Math.abs(product);',
    '        }',
    '      }',
    '    }',
    '    expectOne(y[output]!, ref, P, output);',
    '  }',
    '}',
  ];
}
