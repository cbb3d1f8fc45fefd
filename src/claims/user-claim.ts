import type fc from 'fast-check';
import type { Case } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import { UsageError } from '../errors/usage-error.ts';
import { isNarrow } from '../float/narrow-numbers.ts';
import { allClaims } from './all-claims.ts';
import type { CaseRule, ErrorBound, OutputClaim, Outputs, TermFacts } from './claim.ts';

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
  readonly format: 'binary32' | 'binary64' | 'binary16' | 'bfloat16';
}

/** What every claim of your own has. */
export interface ClaimWords {
  /** Small letters, digits and -, as in `mine-within-two-ulp`; none of the ids of `lastbit claims`. */
  readonly id: string;
  /** One sentence. */
  readonly statement: string;
  /** The inequality or equation, for people. */
  readonly formula?: string;
  /** Who proved it, and where; for people. */
  readonly source?: string;
  /** `proven` where you have a proof. A violation is an error in both cases. Default `conjectured`. */
  readonly status?: 'proven' | 'conjectured';
  /** Whether it applies to a subject. Default: to every one in binary32 or binary64. */
  appliesTo?(subject: ClaimedSubject): boolean;
  /** Cases that are worth trying, beside those that are tried anyway. */
  readonly inputs?: fc.Arbitrary<Case>;
}

/** A claim about the error of every output: |computed − exact| ≤ bound. */
export interface BoundDefinition extends ClaimWords {
  /** Why the claim does not apply to an output, in a few words. Outputs with non-finite inputs are discarded anyway. */
  discard?(facts: OutputFacts): string | undefined;
  /**
   * The largest error that is allowed, a number of at least 0. It must not become smaller where `absoluteSum` or
   * |exact| becomes larger: the judge asks with estimates of both, and decides by exact arithmetic.
   */
  bound(facts: OutputFacts): number;
}

/** A claim about all outputs of a case. */
export interface PredicateDefinition extends ClaimWords {
  /** Why the claim does not apply to a case, in a few words. Inputs may be NaN, infinite or subnormal. */
  discard?(input: Case): string | undefined;
  /**
   * `true`, or in a few words why the outputs are wrong.
   *
   * @param outputs - what the subject gave, NHWC
   * @param exact - the exact values, each rounded to binary64; NaN where an input is NaN or infinite
   */
  holds(input: Case, outputs: Outputs, exact: Float64Array): true | string;
}

/** A metamorphic relation: the answers to two related questions must agree. */
export interface RelationDefinition extends ClaimWords {
  /** Why the claim does not apply to a case, in a few words. Inputs may be NaN, infinite or subnormal. */
  discard?(input: Case): string | undefined;
  /** The second question. The same case must always give the same one. It may have another shape. */
  relate(input: Case): Case;
  /**
   * `true`, or in a few words why the answers do not agree.
   *
   * @param first - the outputs for `input`, NHWC
   * @param second - the outputs for the related case, NHWC
   */
  agree(first: Outputs, second: Outputs, input: Case): true | string;
}

/** A claim of your own: a bound, a predicate, or a metamorphic relation. */
export type ClaimDefinition = BoundDefinition | PredicateDefinition | RelationDefinition;

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
export function defineClaim<Definition extends ClaimDefinition>(definition: Definition): Definition {
  if (typeof definition !== 'object' || definition === null) throw new UsageError('a claim: not an object');
  const { id, statement, status = 'conjectured' } = definition;
  if (typeof id !== 'string' || !/^[a-z][a-z0-9-]*$/.test(id))
    throw new UsageError(`id ${JSON.stringify(id)}: not small letters, digits and -, as in mine-within-two-ulp`);
  const wrong = (field: string, why: string): UsageError => new UsageError(`${id}: ${field}: ${why}`);
  if (allClaims.some((claim) => claim.id === id)) throw wrong('id', 'a claim of lastbit has it; take another one');
  if (typeof statement !== 'string' || statement.trim() === '') throw wrong('statement', 'not a sentence');
  if (status !== 'proven' && status !== 'conjectured') throw wrong('status', 'neither proven nor conjectured');
  const given: Partial<Record<string, unknown>> = { ...definition };
  const kinds = [['bound'], ['holds'], ['relate', 'agree']].filter((names) => names.some((name) => name in given));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) throw wrong('bound', 'give one of bound, holds, or relate with agree');
  for (const name of kind) if (typeof given[name] !== 'function') throw wrong(name, 'not a function');
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
  const bound = 'bound' in definition ? boundOf(definition) : noBound;
  return {
    ...{ kind: 'output', id, statement, formula, source, status },
    inapplicableTo: ({ id: subject, format }) =>
      called(definition, 'appliesTo', () =>
        definition.appliesTo === undefined ? !isNarrow(format) : definition.appliesTo({ id: subject, format }),
      ) === false
        ? 'the claim says so'
        : undefined,
    boundFor: () => bound,
    ...('bound' in definition ? {} : { rule: ruleOf(definition), mostDiscarded: anyButAll }),
  };
}

/** Calls a function of the user's. What it throws is a mistake of hers, which names the claim and the function. */
function called<T>({ id }: ClaimDefinition, name: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw new UsageError(`${id}: ${name}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function boundOf(definition: BoundDefinition): ErrorBound {
  const given = ({ nonZero, terms, absoluteSum, exact }: TermFacts): OutputFacts => ({
    ...{ n: nonZero, terms, absoluteSum, exact },
  });
  return {
    failedHypothesis: (facts) =>
      facts.finiteInputs
        ? called(definition, 'discard', () => definition.discard?.(given(facts)))
        : 'an input is NaN or infinite',
    bound: (facts) => {
      const allowed: unknown = called(definition, 'bound', () => definition.bound(given(facts)));
      if (typeof allowed === 'number' && allowed >= 0) return allowed;
      throw new UsageError(`${definition.id}: bound: gave ${String(allowed)}, not a number of at least 0`);
    },
  };
}

const noBound: ErrorBound = { failedHypothesis: () => 'the claim has no bound', bound: () => 0 };
/** Hypotheses of a predicate may restrict it to few shapes. */
const anyButAll = { share: 1, because: 'it may be about few shapes' };

function ruleOf(definition: PredicateDefinition | RelationDefinition): CaseRule {
  const reasonOf = (name: string, answer: unknown): string | undefined => {
    if (answer === true) return undefined;
    if (typeof answer === 'string' && answer.trim() !== '') return answer;
    throw new UsageError(`${definition.id}: ${name}: gave ${JSON.stringify(answer)}, neither true nor a reason`);
  };
  const common = {
    failedHypothesis: (input: Case) => called(definition, 'discard', () => definition.discard?.(input)),
  };
  if ('holds' in definition) {
    const answer = (...given: Parameters<typeof definition.holds>) =>
      called(definition, 'holds', () => definition.holds(...given));
    return { ...common, broken: (...[input, outputs, exact]) => reasonOf('holds', answer(input, outputs, exact)) };
  }
  const related = (input: Case): Case => {
    const second = definition.relate(input);
    checkCase(second);
    return second;
  };
  return {
    ...common,
    relate: (input) => called(definition, 'relate', () => related(input)),
    broken: (input, outputs, _exact, second) =>
      reasonOf(
        'agree',
        called(definition, 'agree', () => definition.agree(outputs, second!, input)),
      ),
  };
}
