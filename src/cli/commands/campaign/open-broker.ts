import { UsageError } from '../../../errors/usage-error.ts';
import { type AddressOptions, addressOf, type BrokerAddress, parseAddress } from '../../../queue/address.ts';
import { type Broker, connectBroker } from '../../../queue/connection.ts';

/** The options by which a command finds its broker. */
export interface BrokerOptions extends AddressOptions {
  /** The server of this user on this machine, which `campaign add --local` starts. */
  readonly local?: boolean | undefined;
}

/** How a command may get the broker of `--local`. */
type Local = 'find' | 'start';

/** Connects to the broker that the options name. Throws a UsageError, one line, if it cannot be had. */
export async function openBroker(
  options: BrokerOptions,
  say: (line: string) => void,
  local: Local = 'find',
  signal?: AbortSignal,
): Promise<Broker> {
  const address = options.local === true ? await localAddress(options, say, local) : addressOf(options);
  return connectBroker(address, { say, ...(signal === undefined ? {} : { signal }) });
}

async function localAddress({ queue }: BrokerOptions, say: (line: string) => void, how: Local): Promise<BrokerAddress> {
  if (queue !== undefined) throw new UsageError('--local and --queue: two brokers; give one of them');
  const { findLocalBroker, openLocalBroker } = await import('../../../queue/local-broker.ts');
  const found = how === 'start' ? await openLocalBroker() : await findLocalBroker();
  if (found === undefined)
    throw new UsageError(
      '--local: no broker of yours runs on this machine; `lastbit campaign add … --local` starts one',
    );
  const address = parseAddress(found.url, '--local');
  if (found.isNew) say(`${address.shown}: started ${found.program}; it goes on in the background (${found.pid})`);
  return address;
}

/** The options of the command line that name the broker once more, without a password. */
export function brokerWords({ queue, local, insecure }: BrokerOptions, { address }: Pick<Broker, 'address'>): string {
  if (local === true) return ' --local';
  const named = queue !== undefined && address.password === undefined ? ` --queue ${address.shown}` : '';
  return `${named}${insecure === true ? ' --insecure' : ''}`;
}
