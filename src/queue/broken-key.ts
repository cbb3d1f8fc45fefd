import { line } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Broker } from './connection.ts';

/** A key on a broker has another type than lastbit writes. That does not pass, so to try again is of no use. */
export class BrokenKey extends UsageError {}

/** Whether a broker refuses for this reason. */
export const isBroken = (error: unknown): error is Error =>
  error instanceof BrokenKey ||
  (error instanceof Error && error.name === 'ReplyError' && /^(ERR )?WRONGTYPE\b/.test(error.message));

/** What a broker answers of a key. Throws a BrokenKey, one line with its name, if it has another type. */
export async function atKey<T>({ address }: Pick<Broker, 'address'>, key: string, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (!isBroken(error)) throw error;
    throw new BrokenKey(line`${address.shown}: the key ${key} has another type than lastbit writes; remove it`);
  }
}
