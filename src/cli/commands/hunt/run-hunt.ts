import type { HuntProgress } from '../../../hunt/drive.ts';
import { type HuntHooks, type HuntRequest, hunt } from '../../../hunt/hunt.ts';
import type { HuntResult, Limit } from '../../../hunt/hunt-result.ts';
import { readState } from '../../../hunt/state-file.ts';
import { huntPlanLine, huntProgressLine } from '../../../text/hunt-lines.ts';
import type { LiveLine } from '../../../text/live-line.ts';
import type { Interruption } from '../../interruption.ts';
import { StateKeeper } from './hunt-state.ts';

/** How one hunt is run from the command line. */
export interface RunOptions {
  readonly seconds: number | undefined;
  /** The file of the state, and whether an earlier state is continued. */
  readonly state: string;
  readonly key: string;
  readonly resume: boolean;
  readonly interruption: Pick<Interruption, 'signal'>;
  /** Undefined: no progress is told. */
  readonly live?: LiveLine;
}

/** Signals and the clock are looked at this often, in ms. */
const pauseMs = 50;

/**
 * Runs a hunt with its state on disk and a live line. `seconds` count from the beginning of the search. Throws a
 * UsageError for a state that is not of this hunt, and NoAnswer if the engine gives none.
 */
export async function runHunt(request: HuntRequest, options: RunOptions): Promise<HuntResult> {
  const { seconds, state, key, resume, interruption, live } = options;
  const from = resume ? readState(state, key) : undefined;
  const keeper = new StateKeeper(state, key);
  let began = performance.now();
  let last = began;
  let limit: Limit | undefined;
  const elapsed = (): number => (performance.now() - began) / 1000;
  const pause = async (progress: () => HuntProgress): Promise<boolean> => {
    keeper.keep(progress);
    live?.show(huntProgressLine(progress(), limit, request.aim, elapsed()));
    await new Promise((resolve) => setImmediate(resolve));
    last = performance.now();
    return !interruption.signal.aborted;
  };
  const hooks: HuntHooks = {
    from,
    signal: interruption.signal,
    onPlan: (computers, known) => {
      limit = known;
      live?.show(
        huntPlanLine(
          computers.map(({ words }) => words),
          known,
          request.aim,
        ),
      );
      began = performance.now();
      last = began - pauseMs;
    },
    goesOn: (progress) => {
      if (seconds !== undefined && elapsed() >= seconds) return false;
      return performance.now() - last < pauseMs ? !interruption.signal.aborted : pause(progress);
    },
    onProgress: () => keeper.note(),
  };
  const result = await hunt(request, hooks);
  keeper.finish(result.progress);
  live?.end();
  return result;
}
