/** Why an engine is not explained; see diagnose/diagnose.ts for what leads to each. */
export type Obstacle =
  | 'garbage'
  | 'value-dependent'
  | 'not-repeatable'
  | 'batch-dependent'
  | 'position-dependent'
  | 'transform'
  | 'compensated'
  | 'arithmetic'
  | 'no-terms'
  | 'engine';

/** What a diagnosis says. */
export interface Diagnosis {
  readonly obstacle: Obstacle;
  /** One line. */
  readonly because: string;
}

/** Thrown inside the search when answers are no sums on a fixed tree; the edge of `reveal` turns it into a result. */
export class NotATree extends Error {
  readonly obstacle: Obstacle;
  constructor(obstacle: Obstacle, message: string) {
    super(message);
    this.obstacle = obstacle;
  }
}
