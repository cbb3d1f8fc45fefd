import { setTimeout as afterMs } from 'node:timers/promises';
import { printable } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Broker } from './connection.ts';

/** What a broker refuses for the moment: it is full, it cannot write, it loads, it is a copy that will take over. */
const passing = /^(OOM|MISCONF|LOADING|READONLY|BUSY|TRYAGAIN|CLUSTERDOWN|MASTERDOWN|NOREPLICAS|UNBLOCKED)\b/;
const betweenMs = 1000;

/** What a broker answers, or holds, and what a connection does. Everything else is a defect of lastbit. */
export function isTrouble(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  if (error instanceof UsageError) return true;
  const isReply = ['ReplyError', 'AbortError', 'MaxRetriesPerRequestError', 'ParserError'].includes(error.name);
  return isReply || /Connection is closed|Missing |Socket closed/.test(error.message) || error instanceof SyntaxError;
}

/** One line on such an error. */
export function explained(error: Error, { address }: Pick<Broker, 'address'>): string {
  if (error instanceof UsageError) return error.message;
  return printable(`${address.shown}: the broker refuses: ${error.message.split('\n')[0]}`.slice(0, 300));
}

/** Does something that the broker may refuse for the moment, until it does not. Says so once. */
export async function patiently<T>(
  call: () => Promise<T>,
  broker: Pick<Broker, 'address'>,
  { say, signal }: { readonly say: (line: string) => void; readonly signal: AbortSignal },
): Promise<T> {
  for (let isTold = false; ; ) {
    try {
      return await call();
    } catch (error) {
      if (signal.aborted || !(error instanceof Error) || !passing.test(error.message)) throw error;
      if (!isTold) say(`${explained(error, broker)}; trying until it does not`);
      isTold = true;
    }
    await afterMs(betweenMs, undefined, { signal }).catch(() => {});
  }
}
