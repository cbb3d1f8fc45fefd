import { shown } from '../errors/shown.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Where a broker answers, and with which password. */
export interface BrokerAddress {
  readonly host: string;
  readonly port: number;
  /** The database of the server. */
  readonly database: number;
  readonly isEncrypted: boolean;
  readonly username?: string;
  readonly password?: string;
  /** The address for messages: without user and password. */
  readonly shown: string;
}

/** Where a command looks for the address of the broker. */
export interface AddressOptions {
  /** The option, or the configuration where there is none. */
  readonly queue?: string | undefined;
  /** The option that allows a connection which others could read or use. */
  readonly insecure?: boolean | undefined;
}

/** The environment variable with the address; a password there is not in the list of processes. */
export const queueVariable = 'LASTBIT_QUEUE';
export const defaultQueue = 'redis://127.0.0.1:6379';

/** The options by which a command finds the broker. */
export const queueOption: readonly [flags: '--queue <url>', description: string] = [
  '--queue <url>',
  `the broker, redis://[[user]:password@]host[:port][/database], or rediss:// with TLS; by default ${queueVariable}, ` +
    `else \`queue\` of the configuration, else ${defaultQueue}`,
];
export const insecureOption: readonly [flags: '--insecure', description: string] = [
  '--insecure',
  'allow a broker on another machine without TLS or without a password; whoever is on the network can then use it',
];

export const localOption: readonly [flags: '--local', description: string] = [
  '--local',
  'the broker that `lastbit campaign add --local` starts on this machine, for trying',
];

/**
 * The address that the options, the environment or nobody gives. Throws a UsageError for one that is no address, and
 * for one on another machine without TLS or password.
 */
export function addressOf(
  { queue, insecure }: AddressOptions,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): BrokerAddress {
  const variable = environment[queueVariable];
  const [from, text] =
    queue !== undefined
      ? ['--queue', queue]
      : variable !== undefined && variable !== ''
        ? [queueVariable, variable]
        : ['--queue', defaultQueue];
  const address = parseAddress(text, from);
  if (insecure !== true) demandSafe(address, from);
  return address;
}

/** Throws a UsageError that names `from` and never holds a password. */
export function parseAddress(text: string, from: string): BrokerAddress {
  const right = 'not redis://[[user]:password@]host[:port][/database], or rediss:// for TLS';
  const wrong = (): UsageError => new UsageError(`${from} ${shown(withoutPassword(text))}: ${right}`);
  if (!URL.canParse(text)) throw wrong();
  const { protocol, hostname, port, pathname, search, hash, username, password } = new URL(text);
  const isEncrypted = protocol === 'rediss:';
  const isKnown = (isEncrypted || protocol === 'redis:') && hostname !== '' && search === '' && hash === '';
  const database = /^\/?(\d{0,5})$/.exec(pathname)?.[1];
  if (!isKnown || database === undefined) throw wrong();
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const number = port === '' ? 6379 : Number(port);
  return {
    ...{ host, port: number, database: Number(database), isEncrypted },
    ...(username === '' ? {} : { username: decoded(username, wrong) }),
    ...(password === '' ? {} : { password: decoded(password, wrong) }),
    shown: `${protocol}//${hostname}:${number}${database === '' ? '' : `/${database}`}`,
  };
}

/** An address as text, for whoever passes it on as LASTBIT_QUEUE; it holds the password. */
export function addressText({ username = '', password, shown }: BrokerAddress): string {
  const user = encodeURIComponent(username);
  const secret = password === undefined ? '' : `:${encodeURIComponent(password)}`;
  return user === '' && secret === '' ? shown : shown.replace('//', () => `//${user}${secret}@`);
}

/** Only processes of this machine can reach such an address. */
export function isLoopback({ host }: Pick<BrokerAddress, 'host'>): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function demandSafe(address: BrokerAddress, from: string): void {
  if (isLoopback(address)) return;
  const lacks = [
    ...(address.isEncrypted ? [] : ['TLS (rediss://)']),
    ...(address.password === undefined ? ['a password'] : []),
  ];
  if (lacks.length === 0) return;
  const why = 'it is not on this machine, so others could read and change what it holds';
  throw new UsageError(`${from} ${address.shown}: without ${lacks.join(' and ')}; ${why}; --insecure allows it`);
}

/** Whatever stands before the last @ may be a password, and so may a query, by which other programs take one. */
export function withoutPassword(text: string): string {
  return text.replace(/\?.*/s, '?…').replace(/^((?:[a-z][a-z0-9+.-]*:)?(?:\/\/)?).*@/is, '$1…@');
}

function decoded(part: string, wrong: () => UsageError): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw wrong();
  }
}
