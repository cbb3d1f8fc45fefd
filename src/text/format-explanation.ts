import type { ExplainedCase, Explanation, OutputExplanation } from '../explain/explanation.ts';
import { answerLines } from './format-answer.ts';
import { computedAsLines } from './format-computed-as.ts';
import { formatNumber } from './format-number.ts';
import { observedLines } from './format-observed.ts';
import { reachableLines } from './format-reachable.ts';
import { recipeLines } from './format-recipes.ts';
import { digitLines, resultLines } from './format-results.ts';
import { wrapped } from './format-text.ts';

/** An explanation as a person reads it, line by line. */
export function explanationLines(explanation: Explanation): readonly string[] {
  return [...valueLines(explanation), ...orderLines(explanation)];
}

/** The part that is known once every subject has answered: values, errors, bounds, printed numbers. */
export function valueLines({ case: input, outputs }: Explanation): readonly string[] {
  return outputs.flatMap((output) => [
    ...headLines(input, output),
    '',
    ...resultLines(output.results),
    '',
    ...digitLines(output),
    ...observedLines(output.observed),
  ]);
}

/** The part that takes random cases and random orders: how each subject computes, what else could come out, how to make them equal. */
export function orderLines({ outputs, seed }: Explanation): readonly string[] {
  const lines = outputs.flatMap(({ results, reachable, recipes }) => [
    ...computedAsLines(results),
    ...reachableLines(reachable),
    ...recipeLines(recipes),
  ]);
  return [...lines, ...outputs.flatMap(answerLines), '', `Everything random here comes from the seed ${seed}.`];
}

/** What is true of the output before anybody computes it. */
function headLines(input: ExplainedCase, output: OutputExplanation): readonly string[] {
  const { exact, condition, unitErrorUlp, terms, nonZeroTerms } = output;
  const zeros = nonZeroTerms === terms ? '' : `, ${nonZeroTerms} of them with a product that is not zero`;
  const lines = [
    `${input.source}: ${shapeWords(input)}${outputWords(output)}`,
    '',
    exact.because === null
      ? `  exact value  ${exact.decimal}  (${exact.dyadic})`
      : `  exact value  none: ${exact.because}`,
    `  n            ${terms} terms${zeros}`,
  ];
  if (input.roundedInputs > 0)
    lines.push(`  inputs       ${input.roundedInputs} of them rounded to binary32, as asked`);
  if (exact.because !== null) return lines;
  lines.push(
    condition === null
      ? '  condition    none: the exact value is 0'
      : `  condition    κ = Σ|x·y| ÷ |Σ x·y| = ${formatNumber(condition, 5)}`,
  );
  if (unitErrorUlp !== null) {
    lines.push(`  u·P          ${formatNumber(unitErrorUlp, 4)} ulp of the exact value  (u = 2^-24, P = Σ|x·y|)`);
  }
  return [...lines, ...gridLines(output)];
}

function shapeWords({ shape }: ExplainedCase): string {
  const { batch, height, width, channelsIn, channelsOut, kernelHeight, kernelWidth, stride, dilation, padding } = shape;
  const parts = [
    batch === 1 && channelsIn === 1 ? `${height}×${width} image` : `${batch}×${height}×${width}×${channelsIn} image`,
    channelsIn === 1 && channelsOut === 1
      ? `${kernelHeight}×${kernelWidth} kernel`
      : `${kernelHeight}×${kernelWidth}×${channelsIn}×${channelsOut} kernel`,
    `padding ${typeof padding === 'string' ? padding : padding.join(',')}`,
  ];
  if (stride.some((step) => step !== 1)) parts.push(`stride ${stride.join(',')}`);
  if (dilation.some((step) => step !== 1)) parts.push(`dilation ${dilation.join(',')}`);
  return parts.join(', ');
}

function outputWords({ index, of, position }: OutputExplanation): string {
  if (of === 1) return '';
  const [image, row, column, channel] = position;
  return `; output ${index} of ${of} (image ${image}, row ${row}, column ${column}, channel ${channel}; --output takes another)`;
}

function gridLines({ grid }: OutputExplanation): readonly string[] {
  if (grid === null) return [];
  const { binary32, binary64 } = grid.everyOrderExact;
  const first = `All products are multiples of 2^${grid.exponent}, and Σ|x·y| is at most 2^${grid.bits} of these steps:`;
  const both = 'no addition rounds, in whatever order.';
  const wide = 'in binary64 no addition rounds, whatever the order; in binary32 the order decides.';
  const none = 'additions round in either format, and the order decides.';
  return ['', ...wrapped(`${first} ${binary32 ? both : binary64 ? wide : none}`, 2)];
}
