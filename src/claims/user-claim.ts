import type fc from 'fast-check';
import type { Case } from '../conv/batch.ts';
import { UsageError } from '../errors/usage-error.ts';
import { allClaims } from './all-claims.ts';
import type { OutputClaim, TermFacts } from './claim.ts';

/** What a user's claim may know of one output: a sum of products. */
export interface OutputFacts {
  /** Products that are not 0. */
  readonly n: number;
  /** All products, those on padding included. */
  readonly terms: number;
  /** P = Σ|x·y|. */
  readonly absoluteSum: number;
  /** The exact value, rounded to binary64. */
  readonly exact: number;
}

/** The subject that a claim is asked about. */
export interface ClaimedSubject {
  /** `<engine>/<operation>[:<format>][@<setting>]`. */
  readonly id: string;
  /** The format of its outputs. */
  readonly format: 'binary32' | 'binary64';
}

/** A claim of your own about the error of every output: |computed − exact| ≤ bound. */
export interface ClaimDefinition {
  /** Small letters, digits and -, as in `mine-within-two-ulp`; none of the ids of `lastbit claims`. */
  readonly id: string;
  /** One sentence. */
  readonly statement: string;
  /** The inequality, for people. */
  readonly formula?: string;
  /** Who proved it, and where; for people. */
  readonly source?: string;
  /** `proven` where you have a proof. A violation is an error in both cases. Default `conjectured`. */
  readonly status?: 'proven' | 'conjectured';
  /** Whether it applies to a subject. Default: to every one. */
  appliesTo?(subject: ClaimedSubject): boolean;
  /** Why the claim does not apply to an output, in a few words. Outputs with non-finite inputs are discarded anyway. */
  discard?(facts: OutputFacts): string | undefined;
  /**
   * The largest error that is allowed, a number of at least 0. It must not become smaller where `absoluteSum` or
   * |exact| becomes larger: the judge asks with estimates of both, and decides by exact arithmetic.
   */
  bound(facts: OutputFacts): number;
  /** Cases that are worth trying, beside those that are tried anyway. */
  readonly inputs?: fc.Arbitrary<Case>;
}

/**
 * A claim of your own, for `lastbit verify --claims FILE`: FILE is a module that exports one or more of them. It is
 * tried as the built-in claims are, on the same cases; a violation is minimised, kept in the corpus folder, and gives
 * status 1.
 *
 * @returns the definition as it was given
 * @throws UsageError, one line that names the field which is wrong
 *
 * @example
 * ```js
 * import { defineClaim } from 'lastbit';
 * const halfUnit = defineClaim({
 *   id: 'mine-half-unit',
 *   statement: 'Every output is within half a unit in the last place of P.',
 *   formula: '|ŝ − s| ≤ 2^-24·P',
 *   bound: ({ absoluteSum }) => absoluteSum * 2 ** -24,
 * });
 * console.log(halfUnit.bound({ n: 2, terms: 2, absoluteSum: 2 ** 24, exact: 0 })); // 1
 * ```
 */
export function defineClaim(definition: ClaimDefinition): ClaimDefinition {
  if (typeof definition !== 'object' || definition === null) throw new UsageError('a claim: not an object');
  const { id, statement, status = 'conjectured' } = definition;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]*$/.test(id))
    throw new UsageError(`id ${JSON.stringify(id)}: not small letters, digits and -, as in mine-within-two-ulp`);
  const wrong = (field: string, why: string): UsageError => new UsageError(`${id}: ${field}: ${why}`);
  if (allClaims.some((claim) => claim.id === id)) throw wrong('id', 'a claim of lastbit has it; take another one');
  if (typeof statement !== 'string' || statement.trim() === '') throw wrong('statement', 'not a sentence');
  if (status !== 'proven' && status !== 'conjectured') throw wrong('status', 'neither proven nor conjectured');
  if (typeof definition.bound !== 'function')
    throw wrong('bound', 'not a function of { n, terms, absoluteSum, exact }');
  for (const name of ['appliesTo', 'discard'] as const) {
    if (!['undefined', 'function'].includes(typeof definition[name])) throw wrong(name, 'not a function');
  }
  for (const name of ['formula', 'source'] as const) {
    if (!['undefined', 'string'].includes(typeof definition[name])) throw wrong(name, 'not a text');
  }
  if (definition.inputs !== undefined && typeof definition.inputs.generate !== 'function')
    throw wrong('inputs', 'not an arbitrary of fast-check');
  return definition;
}

/** A user's claim as one that campaigns try. */
export function outputClaimOf(definition: ClaimDefinition): OutputClaim {
  const { id, statement, formula = '', source = 'The user.', status = 'conjectured' } = defineClaim(definition);
  const bound = {
    failedHypothesis: (facts: TermFacts) =>
      facts.finiteInputs ? definition.discard?.(given(facts)) : 'an input is NaN or infinite',
    bound: (facts: TermFacts) => {
      const allowed: unknown = definition.bound(given(facts));
      if (typeof allowed === 'number' && allowed >= 0) return allowed;
      throw new UsageError(`${id}: bound: gave ${String(allowed)}, not a number of at least 0`);
    },
  };
  return {
    ...{ kind: 'output', id, statement, formula, source, status },
    inapplicableTo: ({ id: subject, format }) =>
      definition.appliesTo?.({ id: subject, format }) === false ? 'the claim says so' : undefined,
    boundFor: () => bound,
  };
}

const given = ({ nonZero, terms, absoluteSum, exact }: TermFacts): OutputFacts => ({
  ...{ n: nonZero, terms, absoluteSum, exact },
});
