import type { Explanation } from '../explain/explanation.ts';

/**
 * One run as the page shows it: plain data, already computed, already JSON. Nothing here is a function, a date object or a
 * typed array, so that `run.json` beside the page is this record and the page can be drawn again from it.
 * A row that could not be computed keeps its place and says why; no field is left out to look better.
 */
export interface RunRecord {
  /** Version of lastbit. */
  readonly version: string;
  /** When the run began, as ISO 8601 text; given from outside, because drawing must not read a clock. */
  readonly date: string;
  readonly seed: number;
  readonly command: string;
  readonly machine: MachineRecord;
  readonly engines: readonly EngineRecord[];
  readonly explanation?: Explanation;
  readonly campaign?: CampaignRecord;
  readonly findings: readonly FindingRecord[];
  /** Why the run ended before its time, where it did. */
  readonly interrupted?: string;
}

export interface MachineRecord {
  readonly cpu: string;
  readonly cores: number;
  readonly platform: string;
  readonly node: string;
}

export interface EngineRecord {
  readonly engine: string;
  readonly state: 'ready' | 'missing' | 'failed';
  readonly version?: string;
  /** Why it is missing, or how it failed. */
  readonly reason?: string;
  readonly howToGetIt?: string;
  readonly subjects: number;
}

export interface CampaignRecord {
  readonly seconds: number;
  readonly cases: number;
  readonly rows: readonly CampaignRow[];
}

/** One claim about one subject. */
export interface CampaignRow {
  readonly claim: string;
  readonly subject: string;
  readonly verdict: 'holds' | 'violated' | 'known-defect' | 'vacuous' | 'failed' | 'missing';
  readonly cases: number;
  readonly vacuous: number;
  /** Hits of defects that the corpus records. */
  readonly knownHits: number;
  /** Largest error ÷ bound seen. */
  readonly attained?: number;
  readonly distribution?: RatioDistribution;
  readonly because?: string;
}

/** How often error ÷ bound fell between 2^exponent and 2^(exponent+1); `zero` counts results without any error. */
export interface RatioDistribution {
  readonly zero: number;
  readonly bins: readonly { readonly exponent: number; readonly count: number }[];
}

/** A counterexample or a known defect, with its smallest case. */
export interface FindingRecord {
  readonly id: string;
  readonly role: 'defect' | 'counterexample' | 'refutation';
  /** Whether the run met it, did not meet it, or met it for the first time. */
  readonly state: 'known' | 'new' | 'gone';
  readonly hits: number;
  readonly claim: string;
  readonly subject: string;
  readonly subjectVersion: string;
  readonly description: string;
  readonly image: TensorRecord;
  readonly kernel: TensorRecord;
  /** Stride, dilation and padding in words. */
  readonly geometry: string;
  readonly computed: string;
  readonly exact: string;
  readonly bound: string;
  readonly ratio?: number;
  readonly seed?: number;
  readonly replay: string;
}

/** Values in row-major order of `dimensions`; NHWC for an image, HWIO for a kernel. Text, because JSON loses −0, NaN and ∞. */
export interface TensorRecord {
  readonly dimensions: readonly [number, number, number, number];
  readonly values: readonly string[];
}
