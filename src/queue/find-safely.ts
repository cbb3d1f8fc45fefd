import { UsageError } from '../errors/usage-error.ts';
import { shortId } from './canonical.ts';
import { hasItsCommand } from './read-result.ts';
import type { QueuedCampaign } from './records.ts';
import type { CampaignStore } from './store.ts';

/**
 * A campaign of which commands may be printed for whoever pastes them. `prefix`: the beginning of its id; without it
 * the newest one. Throws a UsageError for one that holds other commands.
 */
export async function findSafely(
  store: Pick<CampaignStore, 'findCampaign'>,
  prefix: string | undefined,
): Promise<QueuedCampaign> {
  const campaign = await store.findCampaign(prefix);
  const { saved, defects } = campaign.head;
  if (![...saved, ...defects].every(({ entry }) => hasItsCommand(entry)))
    throw new UsageError(`campaign ${shortId(campaign.id)}: an entry whose command is not the one that replays it`);
  return campaign;
}
