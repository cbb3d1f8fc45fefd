import type { SummationTree } from '../tree.ts';

/** ((a + b) + c) + …: adds trees, at least one, one after the other. */
export function chainOf(trees: readonly SummationTree[]): SummationTree {
  return trees.reduce((sum, next) => ({ kind: 'add', children: [sum, next] }));
}

/** The terms first, first + step, … as long as they are below end, one after the other; at least one. */
export function chainOfTerms(first: number, end: number, step = 1): SummationTree {
  const terms: SummationTree[] = [];
  for (let term = first; term < end; term += step) terms.push({ kind: 'term', term });
  return chainOf(terms);
}
