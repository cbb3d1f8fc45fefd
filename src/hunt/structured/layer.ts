/** What a beam keeps of a node: values, the best score found for each, and the entries of both operands behind it. */
export interface Layer {
  readonly count: number;
  readonly value: Float64Array;
  readonly score: Float64Array;
  /** Entry of the left operand's layer; of a term, its option. */
  readonly left: Int32Array;
  readonly right: Int32Array;
}

/** The values of a node that a pass looks at. */
export interface Window {
  readonly low: number;
  readonly high: number;
}

/**
 * Best entries by value. The window is divided into equal cells. In each, odd and even significands compete apart, and
 * `depth` entries of different value remain of each kind: what a later addition loses depends on the last bit.
 */
export class Buckets {
  private readonly score: Float64Array;
  private readonly value: Float64Array;
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  private readonly single = new Float32Array(1);
  private readonly bits = new Int32Array(this.single.buffer);
  private low = 0;
  private scale = 0;

  readonly cells: number;
  readonly depth: number;

  constructor(width: number, depth: number) {
    this.depth = depth;
    this.cells = Math.max(1, Math.floor(width / depth / 2));
    const size = this.cells * 2 * depth;
    this.score = new Float64Array(size);
    this.value = new Float64Array(size);
    this.left = new Int32Array(size);
    this.right = new Int32Array(size);
  }

  /** Empties the buckets for another window. */
  start({ low, high }: Window): void {
    this.score.fill(Number.NEGATIVE_INFINITY);
    this.low = low;
    this.scale = high > low ? this.cells / (high - low) : 0;
  }

  /** Enters a value with its score if it is inside the window and among the best of its bucket. */
  offer(value: number, score: number, left: number, right: number): void {
    const at = (value - this.low) * this.scale;
    if (!(at >= 0 && at <= this.cells)) return;
    const cell = at === this.cells ? this.cells - 1 : Math.floor(at);
    this.single[0] = value;
    const { depth } = this;
    const first = (cell * 2 + (this.bits[0]! & 1)) * depth;
    let place = first + depth - 1;
    if (score <= this.score[place]!) return;
    for (let i = first; i < place; i++) {
      if (this.value[i] !== value || this.score[i] === Number.NEGATIVE_INFINITY) continue;
      if (score <= this.score[i]!) return;
      place = i;
    }
    while (place > first && this.score[place - 1]! < score) {
      this.score[place] = this.score[place - 1]!;
      this.value[place] = this.value[place - 1]!;
      this.left[place] = this.left[place - 1]!;
      this.right[place] = this.right[place - 1]!;
      place--;
    }
    this.score[place] = score;
    this.value[place] = value;
    this.left[place] = left;
    this.right[place] = right;
  }

  /** Everything that remains, cell by cell in ascending order. */
  layer(): Layer {
    let count = 0;
    for (const score of this.score) if (score !== Number.NEGATIVE_INFINITY) count++;
    const layer: Layer = {
      count,
      value: new Float64Array(count),
      score: new Float64Array(count),
      left: new Int32Array(count),
      right: new Int32Array(count),
    };
    for (let from = 0, to = 0; from < this.score.length; from++) {
      if (this.score[from] === Number.NEGATIVE_INFINITY) continue;
      layer.value[to] = this.value[from]!;
      layer.score[to] = this.score[from]!;
      layer.left[to] = this.left[from]!;
      layer.right[to] = this.right[from]!;
      to++;
    }
    return layer;
  }
}
