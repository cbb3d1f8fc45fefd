import type { Question } from '../question.ts';
import type { OutputPlace } from '../terms-of.ts';
import type { OperandPlaces } from './gather.ts';

/** Another question than the one that was asked: what an implementation with a usual fault answers instead. */
export interface OtherQuestion {
  /** Does not change: `flipped-kernel`. */
  readonly id: string;
  /** A clause: "the kernel is flipped". */
  readonly words: string;
  readonly question: Question;
  /** Which output of `question` stands at this place of the answer; undefined where none does. Absent: the same. */
  readonly from?: (place: OutputPlace) => OutputPlace | undefined;
  /** The same by the index in the file, for answers in another order. */
  readonly fromIndex?: (index: number) => number | undefined;
  /** Where the operands of an output are read. Absent: at the place of the output. */
  readonly operands?: (place: OutputPlace) => OperandPlaces;
}
