/** How a test suite compares two numbers: |computed − expected| ≤ absolute + relative · |expected|. */
export interface ToleranceRule {
  readonly name: string;
  readonly relative: number;
  readonly absolute: number;
  /** Where the suite says so. */
  readonly source: string;
  /** It treats NaN and infinities alike. */
  readonly anyNonFinite?: boolean;
}

/** What the libraries' own tests of binary32 convolutions allow, or else the defaults of their assertions. */
export const toleranceRules: readonly ToleranceRule[] = [
  {
    ...{ name: 'tfjs', relative: 0, absolute: 1e-3, anyNonFinite: true },
    source: 'expectArraysClose of tfjs-core 4.22.0',
  },
  { name: 'TensorFlow', relative: 1e-5, absolute: 1e-5, source: 'conv_ops_test.py, assertAllClose' },
  { name: 'PyTorch', relative: 1.3e-6, absolute: 1e-5, source: 'torch.testing.assert_close, float32' },
  { name: 'ONNX', relative: 1e-3, absolute: 1e-7, source: 'backend test runner' },
  { name: 'JAX', relative: 1e-6, absolute: 1e-6, source: 'default_tolerance of its test utilities, float32' },
  { name: 'cuDNN', relative: 1e-2, absolute: 1e-2, source: 'its samples' },
  { name: 'NumPy', relative: 1e-7, absolute: 0, source: 'numpy.testing.assert_allclose' },
];

/** What KernelBench allows of a kernel in binary32. */
export const kernelBench: ToleranceRule = {
  ...{ name: 'KernelBench', relative: 1e-4, absolute: 1e-4 },
  source: 'get_tolerance_for_precision, float32',
};

/** NaN equals NaN, and an infinity equals itself; some suites are stricter. */
export function accepts(rule: ToleranceRule, computed: number, expected: number): boolean {
  if (!Number.isFinite(expected)) {
    return Object.is(computed, expected) || (rule.anyNonFinite === true && !Number.isFinite(computed));
  }
  return Math.abs(computed - expected) <= allowedBy(rule, expected);
}

/** How far from `expected` a test lets a number be. */
export function allowedBy(
  { absolute, relative }: Pick<ToleranceRule, 'absolute' | 'relative'>,
  expected: number,
): number {
  return absolute + relative * Math.abs(expected);
}
