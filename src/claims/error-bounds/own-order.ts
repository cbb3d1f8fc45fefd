import type { SummationAlgorithm } from '../../sums/algorithm.ts';
import { algorithms } from '../../sums/algorithms.ts';
import { subjectId } from '../../sums/subject-id.ts';
import type { SubjectTraits } from '../subject-traits.ts';

const byId = new Map(algorithms.map((order) => [subjectId(order), order]));

/** The order that a subject of ours computes in. Of a foreign engine nothing is believed: undefined. Ours keep subnormals; one that was found to flush is not ours. */
export function ownOrder({ id, flush }: SubjectTraits): SummationAlgorithm | undefined {
  return Object.values(flush).includes(true) ? undefined : byId.get(id);
}
