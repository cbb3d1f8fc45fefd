import { type AnyEntry, isOnlyInBatch } from '../corpus/entry.ts';
import type { CampaignResult } from '../fuzz/campaign-records.ts';
import { filledBins } from '../judge/ratio-histogram.ts';
import type { CampaignJson } from '../schemas/campaign-schema.ts';

/** A campaign as one JSON object, as docs/json.md describes it; no typed arrays, no numbers that JSON does not have. */
export function campaignJson(result: CampaignResult, worstCases: readonly AnyEntry[] = []): string {
  const { seed, cases, checked, batches, elapsedMs, waitedMs, stoppedBy, claims, rows, findings, defects } = result;
  const record: CampaignJson = {
    ...{ seed, cases, checked, batches, elapsedMs, waitedMs, stoppedBy, claims },
    rows: rows.map(({ histogram, refutation, ...row }) => ({
      ...row,
      histogram: { zero: histogram.zero, bins: filledBins(histogram) },
      counterexample: findings.find(({ entry }) => row.entries.includes(entry.id))?.entry ?? refutation ?? null,
    })),
    findings: findings.map(({ entry, path, notWritten }) => ({
      ...{ id: entry.id, claim: entry.claim, subject: entry.subject, command: entry.command },
      ...{ path: path ?? null, notWritten: notWritten ?? null, onlyInBatch: isOnlyInBatch(entry) },
    })),
    worstCases,
    defects: defects.map(({ entry, hits, sameVersion, shows }) => ({
      ...{ id: entry.id, claim: entry.claim, subject: entry.subject, hits, sameVersion, shows: shows ?? null },
    })),
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}
