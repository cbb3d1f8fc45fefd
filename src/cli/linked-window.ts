import { batchOf } from '../conv/batch.ts';
import { gatherTerms, planOutput } from '../conv/terms.ts';
import type { ExplainRequest } from '../explain/explain.ts';
import { fragmentOf, longestLink } from '../link/link.ts';
import type { LinkedCase } from '../link/linked-case.ts';
import { npyOf } from '../link/npy-of.ts';

/** The factors of the explained output. */
export interface Window {
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
  /** The format of the numbers. */
  readonly format: 'binary32' | 'binary64';
}

export function windowOf({ case: input, output, wide }: ExplainRequest): Window {
  if (wide !== undefined) return { ...wide, format: 'binary64' };
  return { ...gatherTerms(planOutput(input.shape, output), batchOf([input])), format: 'binary32' };
}

/** Text shrinks to a third, numbers to their bytes in base64. */
const neverFits = 4 * longestLink;

/** The question as it was asked, or, if that is too long for a link, the explained output alone. */
export async function linkedCase(asked: LinkedCase, request: ExplainRequest): Promise<LinkedCase> {
  const bytes = asked.files.reduce((sum, { content }) => sum + content.length, 0);
  if (bytes <= neverFits && (await fragmentOf(asked)).length <= longestLink) return asked;
  return windowCase(asked, request);
}

/** One output as a dot product or a sum of its own. */
function windowCase(asked: LinkedCase, request: ExplainRequest): LinkedCase {
  const { divisor = 1 } = request;
  const { left, right, format } = windowOf(request);
  const { observed, as, seed } = asked.options;
  const options = Object.fromEntries(
    Object.entries({ observed, as, seed }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const file = (name: string, numbers: ArrayLike<number>) => ({ name, content: npyOf(numbers, format) });
  if (divisor === 1 && asked.operation !== 'sum') {
    const files = [file('a.npy', left), file('b.npy', right)];
    return { ...asked, operation: 'dot', arrays: ['a.npy', 'b.npy'], options, files };
  }
  const mean = divisor === 1 ? {} : { mean: true as const };
  return {
    ...asked,
    operation: 'sum',
    arrays: ['x.npy'],
    options: { ...options, ...mean },
    files: [file('x.npy', left)],
  };
}
