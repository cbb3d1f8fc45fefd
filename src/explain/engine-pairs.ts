import type { Subject } from '../engines/engine.ts';
import type { EnginePair, ExplainedBy } from './explanation.ts';
import { countSameBits } from './same-bits.ts';

/** A real engine's subject, what explains it, and its results for the random cases as far as it was asked. */
export interface Tried {
  readonly subject: Subject;
  readonly explainedBy: readonly ExplainedBy[];
  readonly outputs: Float32Array | Float64Array;
}

/** The pairs of the question: a convolution and a multiply-sum of the same engine, and NumPy's sum beside every convolution. */
export function convolutionPairs(tried: readonly Tried[], format: 'binary32' | 'binary64'): readonly EnginePair[] {
  const of = (operation: string): readonly Tried[] =>
    tried.filter(({ subject }) => subject.operation === operation && subject.format === format);
  return of('conv2d').flatMap((conv) =>
    of('multiply-sum')
      .filter(({ subject }) => sameProcess(subject, conv.subject) || subject.engine === 'numpy')
      .map((sum) => pairOf(conv, sum)),
  );
}

/** Two engines that turned out to add in the same order: the first two of each such order, in binary32. */
export function sameOrderPairs(tried: readonly Tried[]): readonly EnginePair[] {
  const byOrder = new Map<string, Tried[]>();
  for (const one of tried) {
    const whole = one.explainedBy.find((found) => found.agreed === found.tried);
    if (whole === undefined || one.subject.format !== 'binary32') continue;
    byOrder.set(whole.order, [...(byOrder.get(whole.order) ?? []), one]);
  }
  return [...byOrder.values()].flatMap((members) => {
    const first = members[0]!;
    const second = members.find(({ subject }) => subject.engine !== first.subject.engine);
    return second === undefined ? [] : [pairOf(first, second)];
  });
}

function sameProcess(one: Subject, other: Subject): boolean {
  return one.engine === other.engine && one.setting === other.setting;
}

/** Results in binary64 are rounded to binary32 once before they are compared. */
function pairOf(first: Tried, second: Tried): EnginePair {
  const tried = Math.min(first.outputs.length, second.outputs.length);
  const [one, other] = [Float32Array.from(first.outputs), Float32Array.from(second.outputs)];
  return { first: first.subject.id, second: second.subject.id, tried, equal: countSameBits(one, other, tried) };
}
