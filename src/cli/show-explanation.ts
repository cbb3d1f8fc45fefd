import type { Registry } from '../engines/engine.ts';
import { explain } from '../explain/explain.ts';
import type { ExplainRequest } from '../explain/explain-request.ts';
import type { Explanation } from '../explain/explanation.ts';
import { orderLines, valueLines } from '../text/format-explanation.ts';

/** Explains and prints, in two parts: the values as soon as every subject has answered, the rest when all random cases are done. */
export async function showExplanation(
  request: ExplainRequest,
  registry: Registry,
  write: (text: string) => void,
): Promise<Explanation> {
  const print = (lines: readonly string[]): void => write(`${lines.join('\n')}\n`);
  const explanation = await explain(request, registry, (values) => print(valueLines(values)));
  print(orderLines(explanation));
  return explanation;
}
