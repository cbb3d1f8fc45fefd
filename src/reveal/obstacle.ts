/** Why a black box is not explained, as `--json` prints it. diagnose.ts finds most of these. */
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

/** An obstacle in words. */
export interface Diagnosis {
  readonly obstacle: Obstacle;
  /** One line. */
  readonly because: string;
}

/** Thrown inside the search if answers are not sums on a fixed tree. `reveal` turns it into a result. */
export class NotATree extends Error {
  readonly obstacle: Obstacle;
  constructor(obstacle: Obstacle, message: string) {
    super(message);
    this.obstacle = obstacle;
  }
}
