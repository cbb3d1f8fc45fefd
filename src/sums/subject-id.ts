import type { SummationAlgorithm } from './algorithm.ts';

/** The name of an order as a subject: `lastbit/<name>`, with `:binary64` where that is the format. */
export function subjectId({ name, format }: SummationAlgorithm): string {
  return `lastbit/${name}${format === 'binary64' ? ':binary64' : ''}`;
}
