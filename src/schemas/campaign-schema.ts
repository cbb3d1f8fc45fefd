import * as v from 'valibot';
import { type DifferenceKind, differenceKinds, type MetamorphicCounterexample } from '../check/metamorphic-records.ts';
import type { Place } from '../check/place.ts';
import { allOperations } from '../conv/operation.ts';
import type { AnyEntry } from '../corpus/entry.ts';
import {
  arithmeticSchema,
  caseSchema,
  computed,
  entryIdSchema,
  entrySubject,
  quantity,
  written,
} from '../corpus/entry-schema.ts';
import { bits32, bits64, integer, positive, shape, whole } from '../corpus/schema-parts.ts';
import type { EngineStatistics } from '../engines/engine.ts';
import type {
  CampaignResult,
  CampaignRow,
  DefectReport,
  DistributionCount,
  SavedReport,
  Unexpected,
} from '../fuzz/campaign-records.ts';
import type { Coverage } from '../fuzz/coverage.ts';
import type { Fault } from '../fuzz/faults/fault.ts';
import type { FilledHistogram } from '../judge/ratio-histogram.ts';
import { jobs } from './jobs-schema.ts';

/** Parts of the records of campaigns. */
export const string: v.GenericSchema<unknown, string> = v.string();
export const share: v.GenericSchema<unknown, number> = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
export const ms: v.GenericSchema<unknown, number> = v.pipe(
  v.number(),
  v.minValue(0),
  v.description('by the clock, and so not the same in another run'),
);

export const place: v.GenericSchema<unknown, Place> = v.pipe(
  v.strictObject({
    ...{ seed: whole, batch: whole, index: whole, distribution: string, shape: string },
    ...{ partner: v.exactOptional(string), terms: v.exactOptional(whole) },
  }),
  v.description('where it was met'),
);

export const distribution: v.GenericSchema<unknown, DistributionCount> = v.strictObject({
  ...{ outputs: whole, discarded: whole, attained: share },
});

const count = v.exactOptional(positive);
export const differences: v.GenericSchema<unknown, Partial<Record<DifferenceKind, number>>> = v.strictObject(
  Object.fromEntries(differenceKinds.map((kind) => [kind, count])) as Record<DifferenceKind, typeof count>,
);

export const difference: v.GenericSchema<unknown, MetamorphicCounterexample> = v.pipe(
  v.strictObject({
    kind: v.picklist(differenceKinds),
    operation: v.picklist(allOperations),
    ...{ shape, image: v.array(bits32), kernel: v.array(bits32), draws: v.array(integer), change: string },
    ...{ outputs: v.strictTuple([whole, whole]), values: v.strictTuple([string, string]), must: string },
    ...{ nonZero: whole, minimal: v.boolean(), found: place },
  }),
  v.description('the smallest case of the gravest of them'),
);

export const entry: v.GenericSchema<unknown, AnyEntry> = v.pipe(
  v.union([caseSchema, arithmeticSchema]),
  v.description('a corpus entry, as corpus/schema describes it'),
);

export const histogram: v.GenericSchema<unknown, FilledHistogram> = v.pipe(
  v.strictObject({ zero: whole, bins: v.array(v.strictObject({ exponent: integer, count: whole })) }),
  v.description('how often error ÷ bound lay in [2^exponent, 2^(exponent+1)); zero: without any error'),
);

const row: v.GenericSchema<unknown, CampaignRow> = v.strictObject({
  claim: string,
  subject: string,
  version: v.pipe(string, v.description('empty where the subject is missing')),
  partner: v.exactOptional(
    v.pipe(string, v.description('the other subjects of a claim about how several stand to one another')),
  ),
  verdict: v.picklist(['holds', 'violated', 'known-defect', 'vacuous', 'failed', 'missing']),
  alarm: v.pipe(
    v.boolean(),
    v.description(
      "a claim that is proven or the user's is violated and no recorded defect explains it, or an engine failed",
    ),
  ),
  ...{ cases: whole, outputs: whole, knownHits: whole, violations: whole, declined: whole, failures: whole },
  discardedShare: share,
  discarded: v.pipe(v.record(v.string(), whole), v.description('hypothesis that failed: how often')),
  attained: v.pipe(share, v.description('largest error ÷ bound among outputs that keep the claim')),
  attainedBy: v.exactOptional(place),
  distributions: v.record(v.string(), distribution),
  attainedByTerms: v.pipe(v.record(v.string(), share), v.description('the same by number of terms')),
  entries: v.pipe(v.array(entryIdSchema), v.description('new corpus entries of this row')),
  differences: v.exactOptional(
    v.pipe(differences, v.description('of a claim about behaviour: pairs of outputs that differed, by what they show')),
  ),
  difference: v.exactOptional(difference),
  because: v.exactOptional(string),
  order: v.exactOptional(v.pipe(string, v.description('the revealed tree and arithmetic that its bound is of'))),
  transform: v.exactOptional(
    v.pipe(string, v.description('the transform of some shapes, whose outputs are held to its normwise bound')),
  ),
  histogram,
  counterexample: v.pipe(
    v.nullable(entry),
    v.description('the first of its new entries; for a refuted claim, what refutes it'),
  ),
});

export const engine: v.GenericSchema<unknown, EngineStatistics> = v.strictObject({
  ...{ engine: string, requests: whole, cases: whole, declined: whole, restarts: whole },
  retried: v.pipe(whole, v.description('batches that were answered after a restart')),
  lost: v.pipe(whole, v.description('batches that were not answered')),
  faults: v.pipe(
    v.strictObject({ crashed: whole, hung: whole, extra: whole, garbage: whole }),
    v.description('how often a process was ended for each kind of fault'),
  ),
  lastFault: v.pipe(v.nullable(string), v.description('why it was last restarted or lost a batch')),
  ...{ waitedMs: ms, engineMs: ms },
});

const replay = v.exactOptional(
  v.pipe(string, v.description('the command that replays it, with the options of this run')),
);

const unexpected: v.GenericSchema<unknown, Unexpected> = v.union([
  v.strictObject({
    kind: v.picklist(['violated', 'failed', 'not-written', 'not-shown', 'still-fails', 'regression', 'not-replayed']),
    claim: string,
    subject: string,
  }),
  v.strictObject({ kind: v.literal('unreliable'), engine: string }),
  v.strictObject({
    kind: v.picklist(['unreadable', 'nothing-judged', 'lost', 'missing', 'quarantined', 'not-reproducible']),
    because: string,
  }),
]);

const shapeCounts = v.record(v.string(), whole);
const coverage: v.GenericSchema<unknown, Coverage> = v.pipe(
  v.strictObject({
    ...{ shapes: whole, kernels: shapeCounts, strides: shapeCounts, dilations: shapeCounts, paddings: shapeCounts },
    ...{ batch: shapeCounts, channelsIn: shapeCounts, channelsOut: shapeCounts },
    ...{ outputHeights: shapeCounts, outputWidths: shapeCounts },
    widthResidues: v.pipe(
      v.record(v.string(), v.array(whole)),
      v.description('modulus: for each residue, the shapes whose output width has it'),
    ),
    terms: v.pipe(shapeCounts, v.description('products of an output, by the power of two that is not larger')),
    ...{ kernelLargerThanImage: whole, strideLeavesRest: whole },
    subjects: v.pipe(
      shapeCounts,
      v.description('for each subject the shapes on which a claim about errors was judged'),
    ),
    isAimed: v.pipe(v.boolean(), v.description('whether only shapes were drawn that --shape or --terms asked for')),
    checkedBounds: v.pipe(whole, v.description("those of `checked` that are bounds on an engine's conv2d")),
    batchesAlone: v.pipe(whole, v.description('the batches that were for these bounds alone')),
  }),
  v.description('the shapes that were tried; every number counts distinct shapes, by the value as text'),
);

const fault: v.GenericSchema<unknown, Fault> = v.pipe(
  v.strictObject({
    ...{ subject: string, claims: v.array(string), violations: whole },
    guesses: v.pipe(v.array(string), v.description('what the fault may be, in words, learnt from this run alone')),
    entries: v.pipe(v.array(entryIdSchema), v.description('its counterexamples among the findings')),
  }),
  v.description('violations of one subject that seem to come from one fault'),
);

export const saved: v.GenericSchema<unknown, SavedReport> = v.strictObject({
  entry: caseSchema,
  state: v.picklist(['fixed', 'holds', 'still-fails', 'regression', 'not-replayed']),
  because: v.pipe(v.nullable(string), v.description('why there is no verdict, or no answer')),
  notWritten: v.pipe(v.nullable(string), v.description('why a fixed entry is not on disk')),
  replay,
});

export const defect: v.GenericSchema<unknown, DefectReport> = v.strictObject({
  ...{ entry: caseSchema, hits: whole, sameVersion: v.boolean(), shows: v.nullable(v.boolean()) },
});

/** What a run says as a whole. */
export const verdict: v.GenericSchema<unknown, CampaignResult['verdict']> = v.pipe(
  v.strictObject({ judged: whole, unexpected: v.array(unexpected) }),
  v.description(
    'the pairs of claim and subject with a judged output, and all that makes the exit status differ from 0',
  ),
);

/** What `verify --json` and `fuzz --json` print: the record of a campaign, as in docs/verify.schema.json. */
export const campaignSchema: v.GenericSchema<unknown, CampaignResult> = v.strictObject({
  ...{ seed: whole, cases: whole, checked: whole, batches: whole, elapsedMs: ms, waitedMs: ms },
  stoppedBy: v.picklist(['cases', 'seconds', 'signal']),
  jobs,
  verdict,
  sampled: v.pipe(
    v.nullable(v.strictObject({ shapes: whole, cases: whole, judged: whole, outputs: whole })),
    v.description('the cases so large that only a sample of their outputs was judged: their shapes, outputs in all'),
  ),
  engines: v.pipe(v.array(engine), v.description('what every engine process did')),
  unreadable: v.pipe(v.array(string), v.description('files of the corpus that could not be read, and why')),
  claims: v.array(
    v.strictObject({
      id: string,
      kind: v.picklist(['output', 'pair', 'operation', 'sum', 'comparison', 'metamorphic']),
      status: v.picklist(['proven', 'refuted', 'conjectured', 'observed']),
      ...{ statement: string, source: string },
    }),
  ),
  rows: v.array(row),
  findings: v.array(
    v.strictObject({
      entry,
      minimal: v.pipe(v.boolean(), v.description('nothing simpler fails; false if the search was cut')),
      cutByEnd: v.exactOptional(
        v.pipe(v.boolean(), v.description('the run ended before the search did: the same run with more time goes on')),
      ),
      keptBefore: v.pipe(v.boolean(), v.description('the corpus already had it when the campaign began')),
      path: v.nullable(string),
      notWritten: v.pipe(v.nullable(string), v.description('why it is not on disk')),
      replay,
    }),
  ),
  coverage,
  faults: v.array(fault),
  worstCases: v.pipe(
    v.array(entry),
    v.description('Entries with a larger error ÷ bound than the corpus records for their claim and subject.'),
  ),
  saved: v.pipe(
    v.array(saved),
    v.description('kept failures of your own engines, which are asked again before anything is drawn'),
  ),
  defects: v.array(defect),
});

/** Parts that docs/verify.schema.json names. */
export const campaignParts: Readonly<Record<string, v.GenericSchema>> = {
  ...{ shape, bits32, bits64, id: entryIdSchema, subject: entrySubject, computed, quantity, written },
  ...{ place, distribution, difference, caseEntry: caseSchema, arithmeticEntry: arithmeticSchema, entry, row },
};
