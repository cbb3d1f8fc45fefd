import * as v from 'valibot';
import { issueText } from '../../../corpus/issue-text.ts';
import { text, whole } from '../../../corpus/schema-parts.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import { hashOf } from '../../../queue/ability.ts';
import { shortId } from '../../../queue/canonical.ts';
import type { QueuedCampaign } from '../../../queue/records.ts';
import type { CampaignSettings } from '../../campaign/campaign-settings.ts';

/**
 * What a campaign of many machines tries. The user's own claims are named by the hashes of their files: a broker
 * carries no code and no path.
 */
export interface QueuedSettings extends Omit<CampaignSettings, 'claimFiles'> {
  /** In the order in which the files were given. */
  readonly claimHashes: readonly string[];
  /** The time limit of a request to an engine, as the option has it. */
  readonly engineTimeout?: string;
}

const [longest, most] = [1000, 1000] as const;
const word = v.pipe(text, v.maxLength(longest));
const words = v.pipe(v.array(word), v.maxLength(most));
const optional = v.exactOptional(word);

const schema: v.GenericSchema<unknown, QueuedSettings> = v.strictObject({
  ...{ ids: words, subjects: words, claimHashes: words, seed: whole },
  cases: v.exactOptional(whole),
  engineTimeout: optional,
  aim: v.strictObject({
    ...{ shape: v.exactOptional(words), padding: v.exactOptional(words) },
    ...{ stride: optional, dilation: optional, terms: optional, op: optional },
  }),
});

/** Reads the settings of a campaign that a broker holds. Throws a UsageError for anything else. */
export function settingsOf({ id, settings }: Pick<QueuedCampaign, 'id' | 'settings'>): QueuedSettings {
  const result = v.safeParse(schema, settings);
  if (result.success) return result.output;
  throw new UsageError(`campaign ${shortId(id)}: ${issueText(result.issues, 'settings')}`);
}

/** The files of claims of a campaign, in its order. Throws a UsageError if one is not among `files`. */
export function claimFilesOf({ claimHashes }: QueuedSettings, files: readonly string[]): readonly string[] {
  const byHash = new Map(files.map((file) => [hashOf(file), file]));
  return claimHashes.map((hash) => {
    const file = byHash.get(hash);
    if (file !== undefined) return file;
    throw new UsageError(
      `the campaign has claims of a file with the sha256 ${hash.slice(0, 16)}…; give it by --claims`,
    );
  });
}
