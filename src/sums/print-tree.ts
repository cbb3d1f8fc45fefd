import { foldTree } from './fold-tree.ts';
import type { SummationTree } from './tree.ts';

/**
 * One text form: a term is its number, an addition its children with `+` between them, in parentheses; the outermost
 * pair is left away where it has two children. `(0+1)+2` is a sequential sum of three, `(0+1+2)` one addition of three.
 */
export function printTree(tree: SummationTree): string {
  const text = foldTree(tree, String, (values) => `(${values.join('+')})`);
  return tree.kind === 'add' && tree.children.length === 2 ? text.slice(1, -1) : text;
}
