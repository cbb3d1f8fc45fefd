import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { SubjectTraits } from './subject-traits.ts';

const byId = new Map(algorithms.map((algorithm) => [subjectId(algorithm), algorithm]));

/**
 * The algorithm of a subject of lastbit. undefined for a foreign engine, about which nothing is assumed, and for a
 * subject that flushes, because the subjects of lastbit keep subnormal numbers.
 */
export function ownAlgorithm({ id, flush }: SubjectTraits): SummationAlgorithm | undefined {
  return Object.values(flush).includes(true) ? undefined : byId.get(id);
}

/** Whether each output is a function of its terms in canonical order and of the window's shape alone. */
export function isOwn(subject: SubjectTraits): boolean {
  return ownAlgorithm(subject) !== undefined;
}

/** Whether it is a summation tree of lastbit, or correctly rounded. */
export function isOwnTree(subject: SubjectTraits): boolean {
  const algorithm = ownAlgorithm(subject);
  return algorithm !== undefined && algorithm.summation !== 'compensated';
}

/**
 * Whether it is an algorithm of lastbit that adds term after term, or rounds once. There another product of 0 changes
 * no value.
 */
export function isOwnChain(subject: SubjectTraits): boolean {
  const algorithm = ownAlgorithm(subject);
  if (algorithm === undefined) return false;
  return algorithm.summation === 'exact' || /^(sequential|reversed|column-major)/.test(algorithm.name);
}
