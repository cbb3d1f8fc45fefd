import { join } from 'node:path';
import { checkout } from './run-lastbit.ts';

/**
 * The mutants of the campaigns under attack, by the operation that they are sold as. Each shows at few shapes only: a
 * job that finds one minimises it, and this shall not be most of the work.
 */
export const mutants: Readonly<Record<string, string>> = {
  conv2d: 'rare:2000',
  dot: 'rare:3001',
  matmul: 'five-filters-in-batches-of-3',
};

/** `--engine` with mutants; `version` is what it says of itself. */
export function mutantWords(version: string, operations: Readonly<Record<string, string>> = mutants): string {
  const words = Object.entries(operations).map(([operation, mutant]) => `${operation}=${mutant}`);
  const [loader, program] = [join('bin', 'run-typescript.js'), join('tools', 'attack', 'mutant-engine.ts')];
  const paths = [loader, program].map((path) => JSON.stringify(join(checkout, path)));
  return `mutants=node --import ${paths.join(' ')} ${version} ${words.join(' ')}`;
}
