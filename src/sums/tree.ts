/**
 * In which order terms are added. Leaves number the terms of one output in canonical order (kernel row, kernel column,
 * input channel). A node with two children is an addition; one with more adds all of them with one rounding, as matrix
 * units do. Children are in the order in which the addition is written; the value of a node does not depend on it.
 */
export type SummationTree =
  | { readonly kind: 'term'; readonly term: number }
  | { readonly kind: 'add'; readonly children: readonly SummationTree[] };

export function term(index: number): SummationTree {
  return { kind: 'term', term: index };
}

export function add(...children: readonly SummationTree[]): SummationTree {
  return { kind: 'add', children };
}
