import { ownOrder } from '../error-bounds/own-order.ts';
import type { SubjectTraits } from '../subject-traits.ts';

/** Our own orders: each output is a function of its terms in canonical order and of how they lie, of nothing else. */
export function isOwn(subject: SubjectTraits): boolean {
  return ownOrder(subject) !== undefined;
}

/** Our own trees, and the correctly rounded ones. */
export function isOwnTree(subject: SubjectTraits): boolean {
  const order = ownOrder(subject);
  return order !== undefined && order.summation !== 'compensated';
}

const chains: readonly string[] = ['sequential', 'reversed', 'column-major'];

/** Those of ours that add one term after the other, or round once: a product of 0 more changes no value. */
export function isOwnChain(subject: SubjectTraits): boolean {
  const order = ownOrder(subject);
  if (order === undefined) return false;
  return order.summation === 'exact' || chains.includes(order.scheme?.name ?? '');
}
