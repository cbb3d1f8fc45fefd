import { arithmeticSubject } from '../../check/check-numbers.ts';
import { claimsNamed } from '../../claims/all-claims.ts';
import type { Claim } from '../../claims/claim.ts';
import { type ClaimDefinition, outputClaimOf } from '../../claims/user-claim.ts';
import { allOperations, operationNamed } from '../../conv/operation.ts';
import type { Operation } from '../../conv/shape.ts';
import type { Registry } from '../../engines/engine.ts';
import type { CampaignOptions } from '../../fuzz/campaign-records.ts';
import { batchSizes, type CaseSource, randomSource, withInputs } from '../../fuzz/case-source.ts';
import { type AimOptions, parseAim, subjectsOf } from '../aim.ts';
import { chooseSubjects } from '../subject-options.ts';

/** The seed of `verify` and `campaign add` by default: the day of the question of 2018. */
export const fixedSeed = 20180126;
/** The largest number of shards of a campaign. */
export const mostShards = 4096;

/**
 * What a campaign of `verify` and `fuzz` tries, as plain data: the same data give the same ranges in every process.
 */
export interface CampaignSettings {
  /** The claims that are named; if none is, all. */
  readonly ids: readonly string[];
  readonly claimFiles: readonly string[];
  /** The subjects and engines that are named; if none is, all. */
  readonly subjects: readonly string[];
  readonly aim: AimOptions;
  readonly seed: number;
  readonly cases?: number;
}

/** The campaign of these settings over the subjects of a registry. `users`: what the files of claims hold. */
export function campaignOf(
  { ids, subjects: named, aim: asked, seed, cases }: CampaignSettings,
  { subjects: all }: Pick<Registry, 'subjects'>,
  users: readonly ClaimDefinition[],
): Pick<CampaignOptions, 'subjects' | 'claims' | 'source' | 'cases' | 'arithmetic' | 'terms'> {
  const aim = parseAim(asked);
  const chosen = chooseSubjects('--subject', all, named, [arithmeticSubject]);
  const subjects = subjectsOf(aim.operations, chosen);
  return {
    subjects,
    claims: chosenClaims(ids, users),
    source: sourceOf({ aim: asked, subjects: named, seed, cases }, users),
    ...(cases === undefined ? {} : { cases }),
    arithmetic:
      aim.operations === undefined &&
      (named.length === 0 || named.some((id) => id === 'lastbit' || id === arithmeticSubject)),
    terms: aim.terms,
  };
}

/**
 * The operations that these settings name, by operation or by subject, or all. They do not depend on the engines that a
 * machine has, because all workers of a campaign draw the same batches.
 */
function operationsOf({ aim, subjects }: Pick<CampaignSettings, 'aim' | 'subjects'>): readonly Operation[] {
  const asked = parseAim(aim).operations ?? allOperations;
  const named = subjects.map((id) => (id.includes('/') || id === 'lastbit' ? operationNamed(id) : undefined));
  return named.length === 0 || named.includes(undefined) ? asked : asked.filter((one) => named.includes(one));
}

/** The batches of a campaign. */
export function sourceOf(
  settings: Pick<CampaignSettings, 'aim' | 'subjects' | 'seed'> & { readonly cases?: number | undefined },
  users: readonly ClaimDefinition[],
): CaseSource {
  const { aim, seed, cases } = settings;
  const drawn = users.flatMap(({ inputs }) => (inputs === undefined ? [] : [inputs]));
  const operations = operationsOf(settings);
  return withInputs(randomSource(seed, { ...batchSizes(cases), aimed: parseAim(aim).specs, operations }), drawn);
}

/** Those that are named, the user's own among them; without names all. */
export function chosenClaims(ids: readonly string[], users: readonly ClaimDefinition[]): readonly Claim[] {
  const own = users.map(outputClaimOf);
  if (ids.length === 0) return [...own, ...claimsNamed([])];
  const others = ids.filter((id) => !own.some((claim) => claim.id === id));
  return [...own.filter(({ id }) => ids.includes(id)), ...(others.length === 0 ? [] : claimsNamed(others))];
}
