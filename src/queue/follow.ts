import { type CampaignState, isDone } from './state.ts';
import type { CampaignWatcher } from './watcher.ts';

/**
 * Looks until no job is left and all results are read, or until the signal. `pause` comes between two looks, unless
 * more could be read at once.
 */
export async function* follow(
  watcher: Pick<CampaignWatcher, 'look'>,
  pause: () => Promise<void>,
  signal: AbortSignal,
): AsyncGenerator<CampaignState, void> {
  while (!signal.aborted) {
    const { state, isAllRead } = await watcher.look();
    yield state;
    if (!isAllRead) continue;
    if (isDone(state)) return;
    await pause();
  }
}
