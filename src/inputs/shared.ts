import fc from 'fast-check';

/**
 * An arbitrary that gives the same value for the same state of the random source. All properties draw with the same
 * seed, so they share values, and everything that was computed of these values.
 */
export function shared<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  const known = sharedOnes.get(arbitrary) as Shared<T> | undefined;
  const one = known ?? new Shared(arbitrary);
  sharedOnes.set(arbitrary, one);
  return one;
}
const sharedOnes = new WeakMap<object, unknown>();

class Shared<T> extends fc.Arbitrary<T> {
  private readonly arbitrary: fc.Arbitrary<T>;
  private readonly known = new Map<string, fc.Value<T>>();

  constructor(arbitrary: fc.Arbitrary<T>) {
    super();
    this.arbitrary = arbitrary;
  }

  override generate(random: fc.Random): fc.Value<T> {
    const state = String(random.getState());
    const value = this.known.get(state) ?? this.arbitrary.generate(random, undefined);
    this.known.set(state, value);
    return value;
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.arbitrary.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.arbitrary.shrink(value, context);
  }
}
