import type { InputRounding } from '../../orders/narrow-inputs.ts';
import type { Questions } from '../probe.ts';
import type { Entry } from '../vectors.ts';

/**
 * Whether factors are cut to fewer significant bits before they are multiplied, in one round of 28 calls: 1 + 2^-k times 1 on leaf 0,
 * k = 1 … 23, keeps its last bit for k below the number of bits, p. Where 1 and 2^-23 on two leaves add up to 1 + 2^-23, it is not the sum
 * that loses them. Then 1 + 2^-p + 2^-23 comes up where rounding is to nearest, and 1 + 2^-p goes to 1 and 1 + 2^-(p-1) + 2^-p up,
 * to the even one. Other ways to round are not known here; the replay refuses them.
 */
export async function probeInputs(questions: Questions): Promise<InputRounding | undefined> {
  if (questions.n < 2) return undefined;
  const one = (value: number): Entry[] => [[0, value, 1]];
  const both: Entry[] = [
    [0, 1, 1],
    [1, 2 ** -23, 1],
  ];
  const places = Array.from({ length: 23 }, (_, index) => 1 + 2 ** -(index + 1));
  const answers = await questions.askEntries([both, ...places.map(one)]);
  if (answers[0] !== 1 + 2 ** -23) return undefined;
  const lost = places.findIndex((value, index) => answers[index + 1] !== value);
  if (lost < 1) return undefined;
  const bits = lost + 1;
  const above = 1 + 2 ** -bits + (bits < 23 ? 2 ** -23 : 0);
  const [up] = await questions.askEntries([one(above)]);
  return { bits, rounding: up === 1 ? 'toward-zero' : 'nearest-even' };
}
