import { line } from '../errors/printable.ts';
import { BrokenKey, isBroken } from './broken-key.ts';
import type { Broker } from './connection.ts';
import { keyPrefix } from './store.ts';

/** What each key of a queue is, as BullMQ keeps it. */
const types: Readonly<Record<string, string>> = {
  ...{ wait: 'list', paused: 'list', active: 'list' },
  ...{ delayed: 'zset', prioritized: 'zset', failed: 'zset', completed: 'zset', marker: 'zset' },
  ...{ meta: 'hash', stalled: 'set', events: 'stream', id: 'string', pc: 'string' },
};

/** Why a queue cannot be used, when the broker refused so. */
export async function whyBroken({ client }: Pick<Broker, 'client'>, queue: string, error: Error): Promise<string> {
  for (const [name, wanted] of Object.entries(types)) {
    const key = `${keyPrefix}:${queue}:${name}`;
    const type = await client.type(key);
    if (type !== wanted && type !== 'none')
      return line`the key ${key} on the broker is a ${type}, not a ${wanted}; remove it, or add the campaign again`;
  }
  return line`a key of it on the broker has another type: ${error.message.split('\n')[0]?.slice(0, 200)}`;
}

/** What a broker answers of a queue. Throws a BrokenKey, one line, if a key of it has another type. */
export async function ofQueue<T>(broker: Broker, queue: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isBroken(error)) throw error;
    throw new BrokenKey(`${broker.address.shown}: queue ${queue}: ${await whyBroken(broker, queue, error)}`);
  }
}
