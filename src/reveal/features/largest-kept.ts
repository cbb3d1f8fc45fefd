import type { Questions } from '../probe.ts';
import type { Entry } from '../vectors.ts';

/**
 * For every subject the largest k from least to most whose vector is kept, where those up to some k are and the others are not; least − 1 if
 * none is. All subjects side by side, one round for every halving.
 */
export async function largestKept(
  questions: Questions,
  subjects: readonly ((k: number) => readonly Entry[])[],
  least: number,
  most: number,
  isKept: (answer: number, k: number, subject: number) => boolean,
): Promise<readonly number[]> {
  const low = subjects.map(() => least - 1);
  const high = subjects.map(() => most + 1);
  for (;;) {
    const open = subjects.flatMap((_, subject) => (high[subject]! - low[subject]! > 1 ? [subject] : []));
    if (open.length === 0) return low;
    const middles = open.map((subject) => (low[subject]! + high[subject]!) >> 1);
    const answers = await questions.askEntries(open.map((subject, index) => subjects[subject]!(middles[index]!)));
    open.forEach((subject, index) => {
      const middle = middles[index]!;
      if (isKept(answers[index]!, middle, subject)) low[subject] = middle;
      else high[subject] = middle;
    });
  }
}
