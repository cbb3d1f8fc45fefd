import {
  anyOrder,
  type Implementation,
  ofAlgorithm,
  ofTree,
  type Summed,
  termsOf,
} from '../../../arrays/tolerance/implementation.ts';
import { shown } from '../../../errors/shown.ts';
import { nearestText, UsageError } from '../../../errors/usage-error.ts';
import { type Arithmetic, uniformAccumulation } from '../../../sums/accumulation.ts';
import type { WindowShape } from '../../../sums/algorithm.ts';
import { algorithms } from '../../../sums/algorithms.ts';
import { subjectId } from '../../../sums/subject-id.ts';
import { parseTree } from '../../../sums/tree-text.ts';

/** Which implementations are asked for besides one of unknown order, as texts. */
export interface ImplementationOptions {
  readonly algorithm?: readonly string[] | undefined;
  readonly tree?: string | undefined;
  readonly arithmetic?: string | undefined;
  readonly subject?: string | undefined;
}

const arithmetics: readonly Arithmetic[] = [
  ...(['rounded-products', 'fused', 'two-roundings', 'wide', 'rounded-products-wide', 'binary64'] as const),
];

/** Of a tree that is built to measure it. */
const mostLeaves = 2 ** 20;

/** The implementation of unknown order first, then what is known better. */
export function knownImplementations(
  { algorithm = [], tree, arithmetic, subject }: ImplementationOptions,
  window: WindowShape,
  summed: Summed,
): readonly Implementation[] {
  if (arithmetic !== undefined && tree === undefined) throw new UsageError('--arithmetic: goes with --tree only');
  if (summed === 'numbers' && (tree ?? subject) !== undefined)
    throw new UsageError('--tree and --subject: go with products; of a sum of numbers give --algorithm');
  const terms = termsOf(window);
  if (algorithm.length > 0 && terms > mostLeaves)
    throw new UsageError(`--algorithm: its tree has ${terms} terms; at most ${mostLeaves} are allowed`);
  return [
    anyOrder(summed),
    ...algorithm.map((name) => ofAlgorithm(algorithmNamed(name), summed)),
    ...(tree === undefined ? [] : [treeOf(tree, arithmetic ?? 'rounded-products', terms)]),
  ];
}

function algorithmNamed(text: string): (typeof algorithms)[number] {
  const name = text.startsWith('lastbit/') ? text : `lastbit/${text}`;
  const found = algorithms.find((one) => subjectId(one) === name);
  if (found !== undefined) return found;
  const hint = nearestText(name, algorithms.map(subjectId)).replace('lastbit/', '');
  throw new UsageError(
    `--algorithm ${shown(text)}: there is no such algorithm; did you mean ${hint}? \`npx lastbit engines\` lists them`,
  );
}

function treeOf(text: string, arithmetic: string, terms: number): Implementation {
  const known = arithmetics.find((one) => one === arithmetic);
  if (known === undefined)
    throw new UsageError(`--arithmetic ${shown(arithmetic)}: not one of ${arithmetics.join(', ')}`);
  const name = known === 'rounded-products' ? 'this tree' : `this tree, ${known}`;
  return ofTree(uniformAccumulation(parseTree(text), known), name, terms);
}
