/** Why an engine is not explained; see diagnose.ts for what leads to each. */
export type Obstacle =
  | 'garbage'
  | 'value-dependent'
  | 'not-repeatable'
  | 'transform'
  | 'compensated'
  | 'position-dependent'
  | 'arithmetic'
  | 'no-terms'
  | 'engine';

/** Thrown inside the search when answers are no sums on a fixed tree; the edge of `reveal` turns it into a result. */
export class NotATree extends Error {
  readonly obstacle: Obstacle;
  constructor(obstacle: Obstacle, message: string) {
    super(message);
    this.obstacle = obstacle;
  }
}
