import { isIP } from 'node:net';
import { setTimeout as afterMs } from 'node:timers/promises';
import { Redis, type RedisOptions } from 'ioredis';
import { line } from '../errors/printable.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type BrokerAddress, queueVariable } from './address.ts';

/** An open connection to a broker. */
export interface Broker {
  readonly address: BrokerAddress;
  /** Commands wait while the broker is away, and are sent again when it is back. */
  readonly client: Redis;
  /** Rejects when the broker refuses for good, as after a change of its password. */
  readonly refused: Promise<never>;
  /** Whether the broker answers now. */
  isThere(): boolean;
  close(): void;
}

export interface ConnectionOptions {
  /** Says once that the broker is away, and that it is back. */
  readonly say: (line: string) => void;
  /** How long a broker that does not answer at the start is tried, in ms. */
  readonly firstMs?: number;
  readonly signal?: AbortSignal;
}

/** A broker that is being started, as by `docker compose up`, takes a moment. */
const usualFirstMs = 2000;
const betweenTriesMs = 200;
/** The longest wait between two tries when a broker is away. */
const longestWaitMs = 2000;
/** A connection on which nothing comes for so long is taken for dead: a machine may vanish without a word. */
const silenceMs = 20_000;

/** Connects to a broker. Throws a UsageError, one line without the password, if it cannot be had in a short time. */
export async function connectBroker(address: BrokerAddress, options: ConnectionOptions): Promise<Broker> {
  const { say, firstMs = usualFirstMs, signal } = options;
  let [isOpen, isClosed, isAway] = [false, false, false];
  const client = new Redis({
    ...clientOptions(address),
    connectTimeout: firstMs,
    retryStrategy: (times) => (isOpen ? Math.min(longestWaitMs, 50 * 2 ** Math.min(times, 10)) : null),
  });
  await firstAnswer(client, address, firstMs, signal);
  isOpen = true;
  client.on('close', () => {
    if (isAway || isClosed) return;
    isAway = true;
    say(`${address.shown}: the broker is away; waiting until it is back`);
  });
  client.on('ready', () => {
    if (isAway) say(`${address.shown}: the broker is back`);
    isAway = false;
  });
  const refused = new Promise<never>((_, reject) => {
    client.on('error', (error: Error) => {
      if (refusalOf(error, address) === undefined || isClosed) return;
      isClosed = true;
      client.disconnect();
      reject(new UsageError(lineOf(error, address)));
    });
  });
  // Whoever waits for something races with it; nobody need.
  refused.catch(() => {});
  return {
    ...{ address, client, refused },
    isThere: () => client.status === 'ready',
    close: () => {
      isClosed = true;
      client.disconnect();
    },
  };
}

/** Tries a broker for `firstMs`. Throws a UsageError if it cannot be had. */
async function firstAnswer(client: Redis, address: BrokerAddress, firstMs: number, signal?: AbortSignal) {
  let last: Error | undefined;
  client.on('error', (error: Error) => {
    last = error;
  });
  const giveUp = performance.now() + firstMs;
  for (;;) {
    try {
      last = undefined;
      await answered(client, giveUp);
      // A database that there is not is refused, and ioredis then uses another one.
      if (last !== undefined && refusalOf(last, address) !== undefined) throw last;
      return;
    } catch (error) {
      const reason = last ?? (error as Error);
      const isLate = performance.now() + betweenTriesMs > giveUp;
      if (isLate || signal?.aborted === true || refusalOf(reason, address) !== undefined) {
        client.disconnect();
        throw new UsageError(lineOf(reason, address));
      }
      await afterMs(betweenTriesMs);
    }
  }
}

/** A server may take the connection and then say nothing. */
async function answered(client: Redis, giveUp: number): Promise<void> {
  const late = new AbortController();
  const silence = afterMs(Math.max(100, giveUp - performance.now()), undefined, late).then(() => {
    client.disconnect();
    throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
  });
  try {
    await Promise.race([client.connect(), silence]);
  } finally {
    silence.catch(() => {});
    late.abort();
  }
}

function clientOptions(address: BrokerAddress): Omit<RedisOptions, 'replyMapping'> {
  const { host, port, database, isEncrypted, username, password } = address;
  return {
    ...{ host, port, db: database },
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(isEncrypted ? { tls: isIP(host) === 0 ? { servername: host } : {} } : {}),
    // Commands are never given up: all of them may be sent twice.
    ...{ lazyConnect: true, maxRetriesPerRequest: null, socketTimeout: silenceMs },
    ...{ protocol: 2, connectionName: 'lastbit', disableClientInfo: true },
  };
}

/** Why it makes no sense to try again; undefined if it does. */
function refusalOf(error: Error, { password, isEncrypted }: BrokerAddress): string | undefined {
  const { message } = error;
  const code = 'code' in error ? String(error.code) : '';
  if (/NOAUTH|AUTH.*no password|Authentication required/i.test(message))
    return `it wants a password; put it into the address, as in redis://:PASSWORD@…, best by ${queueVariable}`;
  if (/WRONGPASS|invalid password|invalid username-password/i.test(message))
    return password === undefined ? 'it wants a password' : 'it refuses the user or the password';
  if (/NOPERM/.test(message)) return 'it does not let this user do what lastbit needs (NOPERM)';
  if (/DB index is out of range|invalid DB index/i.test(message)) return 'it has no such database; leave out /NUMBER';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `there is no such host (${code})`;
  if (/^(ERR_TLS|CERT_|DEPTH_|UNABLE_TO|SELF_SIGNED|ERR_SSL_(?!WRONG_VERSION))/.test(code))
    return `its certificate is not trusted (${code}); NODE_EXTRA_CA_CERTS names a file of authorities`;
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG')
    return 'it does not speak TLS there; use redis://, or its port for TLS';
  if (/Protocol error|Unknown RESP type|Command aborted due to connection close/i.test(message))
    return `what answers there is no Redis or Valkey${isEncrypted ? '' : ', or wants TLS'}`;
  return undefined;
}

function lineOf(error: Error, address: BrokerAddress): string {
  const refusal = refusalOf(error, address);
  if (refusal !== undefined) return line`${address.shown}: ${refusal}`;
  const code = 'code' in error ? String(error.code) : '';
  const why = code === '' ? shortReason(error.message) : code;
  const how = address.isEncrypted ? ' by TLS' : '';
  const start = '`lastbit campaign add --local`, `docker compose up` or valkey-server starts one';
  return line`${address.shown}: no broker answers there${how} (${why}); ${start}`;
}

const shortReason = (message: string): string => (/^[A-Z]+\b/.exec(message)?.[0] ?? message).slice(0, 80);
