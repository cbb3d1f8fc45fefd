import type { Batch } from '../conv/batch.ts';
import type { NumberFormat, Operation } from '../conv/shape.ts';
import type { Outcome } from './engine.ts';
import type { EngineClient } from './process/engine-client.ts';

type Asked = Pick<EngineClient, 'evaluate' | 'close'>;

/**
 * Asks an engine in a process of its own, beside the one of the campaign: for inputs that are expected to end it. What
 * fails here is neither told nor counted, and the engine is not given up for it. After the first input on which it
 * hangs, it is not asked any more.
 */
export class AsideClient {
  readonly #open: () => Asked;
  #client: Asked | undefined;
  #closed = false;
  #hung: Outcome | undefined;

  constructor(open: () => Asked) {
    this.#open = open;
  }

  async evaluate(operation: Operation, format: NumberFormat, batch: Batch): Promise<Outcome> {
    if (this.#closed) return { kind: 'failed', reason: 'it is closed', interrupted: true };
    // It is waited for in full once, and not again.
    if (this.#hung !== undefined) return this.#hung;
    this.#client ??= this.#open();
    const asked = this.#client;
    const outcome = await asked.evaluate(operation, format, batch);
    if (outcome.kind === 'failed' && this.#client === asked) {
      this.#client = undefined;
      if (outcome.hung === true) this.#hung = outcome;
      await asked.close();
    }
    return outcome;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.close();
  }
}
