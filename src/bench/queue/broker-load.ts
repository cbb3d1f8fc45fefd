import { Redis } from 'ioredis';

/** What a broker has done so far, and what it holds, as it says itself (INFO). */
export interface BrokerState {
  readonly commands: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Of its processor. */
  readonly seconds: number;
  /** What its data take, and what the process takes. */
  readonly memory: number;
  readonly resident: number;
  /** The append-only file. */
  readonly fileBytes: number;
  /** When this was asked, in seconds. */
  readonly at: number;
}

/** What one unit of something costs a broker. */
export interface BrokerCost {
  readonly commands: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly milliseconds: number;
}

/** Asks a broker. */
export class BrokerProbe {
  readonly client: Redis;

  constructor(url: string) {
    this.client = new Redis(url);
  }

  async state(): Promise<BrokerState> {
    const text = await this.client.info();
    const field = (name: string): number => Number(new RegExp(`^${name}:([\\d.]+)`, 'm').exec(text)?.[1] ?? Number.NaN);
    return {
      ...{ commands: field('total_commands_processed'), seconds: field('used_cpu_sys') + field('used_cpu_user') },
      ...{ bytesIn: field('total_net_input_bytes'), bytesOut: field('total_net_output_bytes') },
      ...{ memory: field('used_memory'), resident: field('used_memory_rss'), fileBytes: field('aof_current_size') },
      at: performance.now() / 1000,
    };
  }

  async version(): Promise<string> {
    const text = await this.client.info('server');
    const [, valkey] = /^valkey_version:(\S+)/m.exec(text) ?? [];
    const [, redis = 'unknown'] = /^redis_version:(\S+)/m.exec(text) ?? [];
    return valkey === undefined ? `Redis ${redis}` : `Valkey ${valkey}`;
  }

  close(): void {
    this.client.disconnect();
  }
}

/** What each of `count` units has cost between two states. */
export function costOf(before: BrokerState, after: BrokerState, count: number): BrokerCost {
  const each = (name: 'commands' | 'bytesIn' | 'bytesOut' | 'seconds'): number => (after[name] - before[name]) / count;
  return {
    ...{ commands: each('commands'), bytesIn: each('bytesIn'), bytesOut: each('bytesOut') },
    milliseconds: 1000 * each('seconds'),
  };
}

/** What costs more than `other`. */
export function costBeside(cost: BrokerCost, other: BrokerCost): BrokerCost {
  const beside = (name: keyof BrokerCost): number => Math.max(0, cost[name] - other[name]);
  return {
    ...{ commands: beside('commands'), bytesIn: beside('bytesIn'), bytesOut: beside('bytesOut') },
    milliseconds: beside('milliseconds'),
  };
}
