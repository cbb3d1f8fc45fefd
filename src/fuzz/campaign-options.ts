import type { Claim } from '../claims/claim.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import type { ObservedBehaviour } from '../corpus/observed-behaviours.ts';
import type { Subject } from '../engines/engine.ts';
import type { CampaignProgress, Finding } from './campaign-records.ts';
import type { CaseSource } from './case-source.ts';

export interface CampaignOptions {
  readonly subjects: readonly Subject[];
  readonly claims: readonly Claim[];
  /** Whether claims about rounded operations and sums are tried on the arithmetic of this process; they are unless this is false. */
  readonly arithmetic?: boolean;
  readonly source: CaseSource;
  /** Stops at whichever comes first; `cases` counts inputs. Without either, at the signal only. */
  readonly cases?: number;
  readonly seconds?: number;
  readonly signal?: AbortSignal;
  /** Entries whose defects explain violations. */
  readonly known?: readonly AnyEntry[];
  /** What engines were observed to do: a case that is recorded for a difference stands for it, and is not shrunk again. */
  readonly observed?: readonly ObservedBehaviour[];
  /** Where new entries are written, each at once; without it they are only in the result. */
  readonly corpus?: string;
  readonly onProgress?: (progress: CampaignProgress) => void;
  readonly onFinding?: (finding: Finding) => void;
}
