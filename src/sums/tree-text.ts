import { UsageError } from '../errors/usage-error.ts';
import { foldTree, type SummationTree } from './tree.ts';

/**
 * The text of a tree. A term is its number. An addition is its children with `+` between them, in parentheses; the
 * outermost pair is omitted if it has two children. `(0+1)+2` is a sequential sum of three, `(0+1+2)` one addition of
 * three.
 */
export function printTree(tree: SummationTree): string {
  const text = foldTree(tree, String, (values) => `(${values.join('+')})`);
  return tree.kind === 'add' && tree.children.length === 2 ? text.slice(1, -1) : text;
}

/**
 * Reads what `printTree` writes. Blanks are allowed, and so are parentheses around a single term or around everything.
 * The terms must be 0 to n − 1, each once. An addition of three or more needs parentheses, so that nobody writes
 * `0+1+2` for a sequential sum and gets one rounding. Throws a UsageError with the column, counted from 1.
 */
export function parseTree(text: string): SummationTree {
  const open: SummationTree[][] = [[]];
  const seen: number[] = [];
  let wantsOperand = true;
  for (const match of text.matchAll(/\d+|\S/g)) {
    const [token] = match;
    const column = match.index + 1;
    if (wantsOperand !== (token === '(' || /^\d/.test(token))) {
      throw mistake(text, column, `found '${token}'`, wantsOperand ? "a term's number or '('" : "'+' or ')'");
    }
    if (token === '(') open.push([]);
    else if (token === '+') wantsOperand = true;
    else if (token === ')') {
      if (open.length === 1) throw mistake(text, column, "')' closes nothing", "as many '(' before it");
      open[open.length - 2]!.push(addition(open.pop()!));
    } else if (/^\d/.test(token)) {
      if (seen[Number(token)] !== undefined)
        throw mistake(text, column, `term ${token} occurs twice`, 'each term once');
      seen[Number(token)] = column;
      open[open.length - 1]!.push({ kind: 'term', term: Number(token) });
      wantsOperand = false;
    } else throw mistake(text, column, `found '${token}'`, "numbers, '+' and parentheses");
  }
  if (wantsOperand) throw mistake(text, text.length + 1, 'the text ends', "a term's number or '('");
  if (open.length > 1) throw mistake(text, text.length + 1, 'the text ends', "')'");
  if (open[0]!.length > 2)
    throw mistake(text, 1, 'three or more terms in one addition', 'parentheses: (0+1)+2 rounds twice, (0+1+2) once');
  for (let term = 0; term < seen.length; term++) {
    if (seen[term] === undefined) throw mistake(text, 1, `term ${term} is missing`, `all of 0 to ${seen.length - 1}`);
  }
  return addition(open[0]!);
}

const addition = (children: readonly SummationTree[]): SummationTree =>
  children.length === 1 ? children[0]! : { kind: 'add', children };

function mistake(text: string, column: number, wrong: string, right: string): UsageError {
  const shown = text.length > 60 ? `${text.slice(0, 57)}...` : text;
  return new UsageError(`summation tree "${shown}", column ${column}: ${wrong}; expected ${right}`);
}
