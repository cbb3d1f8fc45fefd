import type { Subject } from '../engines/engine.ts';
import type { Order } from '../orders/order.ts';
import type { ExplainedBy } from './explanation.ts';
import type { RandomCases } from './random-cases.ts';
import { countSameBits } from './same-bits.ts';

/** The name that an order has as a subject. */
export function orderSubject({ name, format }: Pick<Order, 'name' | 'format'>): string {
  const suffix = format === 'binary64' && !name.endsWith(':binary64') ? ':binary64' : '';
  return `lastbit/${name}${suffix}`;
}

/** An order and what it gives for the case that is explained. */
export interface OrderHere {
  readonly order: Order;
  readonly value: number;
}

export interface Explained {
  readonly explainedBy: readonly ExplainedBy[];
  /** The subject's results for the random cases, as far as it was asked. */
  readonly outputs: Float32Array | Float64Array;
  /** Why the subject was not asked about all random cases, if it was not. */
  readonly because: string | null;
}

/**
 * Which orders reproduce a subject? Those that give the same bits for the case at hand are tried on random cases of the shape.
 * When none of them has agreed on every case of a chunk so far, the subject is asked no further: `tried` says how far it came.
 * So does a subject that has spent its time.
 */
export async function explainingOrders(
  subject: Subject,
  value: number,
  here: readonly OrderHere[],
  random: RandomCases,
  msAllowed: number,
): Promise<Explained> {
  const { format } = subject;
  const candidates = here.filter((one) => one.order.format === format && Object.is(one.value, value));
  const agreed = new Map(candidates.map(({ order }) => [order, 0]));
  const outputs = format === 'binary32' ? new Float32Array(random.count) : new Float64Array(random.count);
  const began = performance.now();
  let tried = 0;
  let because: string | null = null;
  for (let index = 0; index < random.chunks && because === null; index++) {
    const chunk = random.chunk(index);
    const outcome = await subject.evaluate(chunk.batch);
    if (outcome.kind !== 'value') {
      because = `${outcome.kind}: ${outcome.reason}`;
      break;
    }
    for (let i = 0; i < chunk.batch.count; i++)
      outputs[tried + i] = outcome.outputs[i * random.outputs + random.output]!;
    const part = outputs.subarray(tried, tried + chunk.batch.count);
    tried += chunk.batch.count;
    for (const { order } of candidates) {
      agreed.set(order, agreed.get(order)! + countSameBits(part, chunk.outputsOf(order), part.length));
    }
    if (tried === random.count) break;
    if (candidates.length > 0 && !candidates.some(({ order }) => agreed.get(order) === tried))
      because = 'no order is left';
    else if (performance.now() - began > msAllowed) because = `${Math.round(msAllowed / 1000)} s are over`;
  }
  const explainedBy = candidates.map(({ order }) => ({
    order: orderSubject(order),
    agreed: agreed.get(order)!,
    tried,
  }));
  explainedBy.sort((a, b) => b.agreed - a.agreed);
  return { explainedBy, outputs: outputs.subarray(0, tried), because };
}
