import type { SummationAlgorithm } from '../sums/algorithm.ts';
import { algorithms } from '../sums/algorithms.ts';
import { subjectId } from '../sums/subject-id.ts';
import type { SubjectTraits } from './subject-traits.ts';

const byId = new Map(algorithms.map((algorithm) => [subjectId(algorithm), algorithm]));

/**
 * The order that a subject of ours computes in. Of a foreign engine nothing is believed: undefined. Ours keep
 * subnormals; one that was found to flush is not ours.
 */
export function ownAlgorithm({ id, flush }: SubjectTraits): SummationAlgorithm | undefined {
  return Object.values(flush).includes(true) ? undefined : byId.get(id);
}

/** Our own orders: each output is a function of its terms in canonical order and of how they lie, of nothing else. */
export function isOwn(subject: SubjectTraits): boolean {
  return ownAlgorithm(subject) !== undefined;
}

/** Our own trees, and the correctly rounded ones. */
export function isOwnTree(subject: SubjectTraits): boolean {
  const algorithm = ownAlgorithm(subject);
  return algorithm !== undefined && algorithm.summation !== 'compensated';
}

/** Those of ours that add one term after the other, or round once: a product of 0 more changes no value. */
export function isOwnChain(subject: SubjectTraits): boolean {
  const algorithm = ownAlgorithm(subject);
  if (algorithm === undefined) return false;
  return algorithm.summation === 'exact' || /^(sequential|reversed|column-major)/.test(algorithm.name);
}
