import type { Order } from './order.ts';

/** The name of an order as a subject: `lastbit/<name>`, with `:binary64` where that is the format. */
export function subjectId({ name, format }: Order): string {
  return `lastbit/${name}${format === 'binary64' ? ':binary64' : ''}`;
}
