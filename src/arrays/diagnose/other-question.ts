import type { Question } from '../question.ts';

/** Another question than the one that was asked: what an implementation with a usual fault answers instead. */
export interface OtherQuestion {
  /** Does not change: `flipped-kernel`. */
  readonly id: string;
  /** A clause: "the kernel is flipped". */
  readonly words: string;
  readonly question: Question;
  /** Which output of `question` stands at this index of the answer; undefined where none does. Absent: the same. */
  readonly from?: (index: number) => number | undefined;
}
