import fc from 'fast-check';
import { Rng } from './random.ts';

/** A kind of shrinking steps, most daring first. A step that leads nowhere may be undefined. */
export type Shrinker<T> = (value: T) => Iterable<T | undefined>;

/**
 * An arbitrary of fast-check whose values are drawn from lastbit's own source, because filling arrays through
 * fast-check's source would take most of the time of a campaign. It takes four words from fast-check and derives its
 * source from them, so the seed and the path of a run give the same value again.
 *
 * It shrinks by the value alone, so a value from a file, a campaign or a user shrinks like a generated one. Every
 * shrink is strictly simpler by `against`, which is a well-founded order, so shrinking ends.
 */
export abstract class InputArbitrary<T> extends fc.Arbitrary<T> {
  /** Kinds of steps in the order in which they are tried. Steps that are not simpler are left out afterwards. */
  protected abstract readonly shrinkers: readonly Shrinker<T>[];

  /** One value, by what `rng` gives. */
  abstract draw(rng: Rng): T;

  /** Whether something is a value of this arbitrary, and can therefore be shrunk. */
  abstract accepts(value: unknown): value is T;

  /** Compares many values with one: negative for those that are simpler. */
  abstract against(value: T): (other: T) => number;

  /** The shrinks of a value by kinds of steps; `shrink` gives them one kind after the other. */
  get stages(): readonly ((value: T) => Iterable<T>)[] {
    return this.shrinkers.map((shrinker) => (value) => simplerOnes(shrinker(value), this.against(value)));
  }

  override generate(random: fc.Random): fc.Value<T> {
    const word = (): number => random.nextInt(-0x80000000, 0x7fffffff);
    return new fc.Value(this.draw(new Rng([word(), word(), word(), word()])), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.accepts(value);
  }

  override shrink(value: T, _context?: unknown): fc.Stream<fc.Value<T>> {
    return fc.stream(this.simpler(value)).map((simpler) => new fc.Value(simpler, undefined));
  }

  private *simpler(value: T): Generator<T> {
    for (const stage of this.stages) yield* stage(value);
  }
}

function* simplerOnes<T>(candidates: Iterable<T | undefined>, against: (other: T) => number): Generator<T> {
  for (const candidate of candidates) if (candidate !== undefined && against(candidate) < 0) yield candidate;
}
