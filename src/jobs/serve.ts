import { UsageError } from '../errors/usage-error.ts';
import type { EndOfRun, FromWorker, ToWorker } from './messages.ts';

/** One kind of work, opened with what all its jobs share. */
export interface OpenedWork {
  /** Does one job. What `note` is given is told to the parent at once. */
  job(data: unknown, note: (data: unknown) => void): Promise<unknown>;
  /** The run is over: the job at work shall end soon. */
  end(how: EndOfRun): void;
  /** What the worker says of itself, with every result. */
  about(): unknown;
}

/** Opens a kind of work; a text is the reason why this process cannot take part. */
export type OpenWork = (data: unknown) => Promise<OpenedWork | string>;

/**
 * The whole life of a worker process: it opens its work, does one job after another, and ends when its parent closes
 * the channel or is gone.
 */
export function serveJobs(works: Readonly<Record<string, OpenWork>>): void {
  let opened: OpenedWork | undefined;
  let ended: EndOfRun | undefined;
  const tell = (message: FromWorker): void => void process.send?.(message);
  const open = async ({ work, data }: Extract<ToWorker, { kind: 'open' }>): Promise<void> => {
    const found = (await works[work]?.(data)) ?? `there is no work ${work}`;
    if (typeof found === 'string') return tell({ kind: 'refused', because: found });
    opened = found;
    if (ended !== undefined) opened.end(ended);
    tell({ kind: 'ready' });
  };
  const job = async (data: unknown): Promise<void> => {
    if (opened === undefined) throw new Error('a job came before its work was opened');
    const result = await opened.job(data, (noted) => tell({ kind: 'note', data: noted }));
    tell({ kind: 'done', data: result, about: opened.about() });
  };
  const failed = (error: unknown): void => {
    const isUsage = error instanceof UsageError;
    const because = isUsage ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell({ kind: 'failed', because, isUsage });
  };
  process.on('disconnect', () => process.exit());
  process.on('message', (message: ToWorker) => {
    if (message.kind === 'open') open(message).catch(failed);
    else if (message.kind === 'job') job(message.data).catch(failed);
    else {
      ended = message.how;
      opened?.end(message.how);
    }
  });
}
