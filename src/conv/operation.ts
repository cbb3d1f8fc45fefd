/**
 * What an engine is asked to compute; see docs/protocol.md. Every operation but `depthwise-conv2d` sums each output over
 * the whole window (kernel row, kernel column, input channel); `depthwise-conv2d` sums it over one channel.
 */
export type Operation = 'conv2d' | 'depthwise-conv2d' | 'multiply-sum' | 'dot' | 'matmul' | 'einsum';

/** The format in which an operation is computed and its outputs are given. */
export type NumberFormat = 'binary32' | 'binary64';
