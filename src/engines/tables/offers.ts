import type { NumberFormat, Operation } from '../../conv/shape.ts';
import type { EngineEntry } from '../engine-entry.ts';

/** The operations of an engine, each with its formats. */
export type Operations = EngineEntry['operations'];

export const binary32: readonly NumberFormat[] = ['binary32'];
export const binary32And64: readonly NumberFormat[] = ['binary32', 'binary64'];
export const allFormats: readonly NumberFormat[] = [...binary32And64, 'binary16', 'bfloat16'];

/** Operations that are offered in the same formats. */
export function offers(formats: readonly NumberFormat[], ...operations: readonly Operation[]): Operations {
  return operations.map((operation) => ({ operation, formats }));
}

/** What most libraries have: convolutions, the sum of a window, products of matrices. */
export const usualOperations: Operations = offers(binary32, 'conv2d', 'depthwise-conv2d', 'multiply-sum', 'matmul');

/** What a library has that runs models. */
export const modelOperations: Operations = offers(binary32, 'conv2d', 'depthwise-conv2d', 'matmul');

/** The same where the processor decides on the format: its host says which one it is here. */
export const modelsInOneFormat: Operations = offers(
  ['binary32', 'binary16', 'bfloat16'],
  ...modelOperations.map(({ operation }) => operation),
);
