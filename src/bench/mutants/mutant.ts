import type { Subject } from '../../engines/engine.ts';
import { loops, mutantEngine, type Ways } from './mutant-engine.ts';

/** A wrong implementation, and what finding it should look like. */
export interface Mutant {
  readonly name: string;
  /** What is wrong, completing "It …". */
  readonly does: string;
  readonly subject: Subject;
  /** The claim that convicts it. */
  readonly claim: string;
  /** The fewest terms that are not zero, of the output that is wrong, with which it can show. */
  readonly terms: number;
  /** It mixes up the cases of one call, so it shows in the company of others only. */
  readonly onlyInBatch?: boolean;
}

/** A wrong loop. */
export function bug(
  name: string,
  does: string,
  ways: Ways,
  { claim = 'dot-any-order', terms = 1 }: { readonly claim?: string; readonly terms?: Mutant['terms'] } = {},
): Mutant {
  return { name, does, subject: mutantEngine(name, loops(ways)), claim, terms };
}
