/** A tensor in TensorFlow's memory, as `executeOp` of the addon returns it. */
export interface TensorflowValue {
  readonly id: number;
  readonly shape: number[];
}

interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: boolean | number | string | number[];
}

/** The native addon of @tensorflow/tfjs-node: TensorFlow's eager operations without the types of tfjs. */
export interface TensorflowAddon {
  createTensor(shape: number[], type: number, numbers: Float32Array | Int32Array): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): Float32Array | Int32Array | Uint8Array;
  executeOp(name: string, attributes: readonly Attribute[], inputs: number[], outputs: number): TensorflowValue[];
  readonly TF_INT32: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_Version: string;
}

/** TensorFlow's number for the type double. tfjs has no such type, but the addon passes it on. */
const doubleType = 2;

/**
 * Runs TensorFlow operations on doubles. The addon does not read doubles, so they go in and out as pairs of int32.
 * `Bitcast` moves bits and rounds nothing: subnormals, infinities and NaN arrive unchanged. `run` deletes all tensors
 * that it made.
 */
export class TensorflowDoubles {
  readonly #addon: TensorflowAddon;
  #made: number[] = [];

  constructor(addon: TensorflowAddon) {
    this.#addon = addon;
  }

  run(compute: () => TensorflowValue): Float64Array {
    try {
      const { id } = this.#execute(
        'Bitcast',
        [this.#type('T', doubleType), this.#type('type', this.#addon.TF_INT32)],
        [compute()],
      );
      const halves = this.#addon.tensorDataSync(id);
      return new Float64Array(halves.buffer.slice(halves.byteOffset, halves.byteOffset + halves.byteLength));
    } finally {
      for (const id of this.#made) this.#addon.deleteTensor(id);
      this.#made = [];
    }
  }

  /** A tensor of doubles from binary32 numbers. */
  widened(numbers: Float32Array, shape: number[]): TensorflowValue {
    const halves = new Int32Array(Float64Array.from(numbers).buffer);
    const pairs = this.#create([...shape, 2], halves);
    return this.#execute('Bitcast', [this.#type('T', this.#addon.TF_INT32), this.#type('type', doubleType)], [pairs]);
  }

  multiply(left: TensorflowValue, right: TensorflowValue): TensorflowValue {
    return this.#execute('Mul', [this.#type('T', doubleType)], [left, right]);
  }

  sum(value: TensorflowValue, axes: number[]): TensorflowValue {
    const { TF_ATTR_BOOL, TF_INT32 } = this.#addon;
    const attributes = [
      this.#type('T', doubleType),
      this.#type('Tidx', TF_INT32),
      { name: 'keep_dims', type: TF_ATTR_BOOL, value: false },
    ];
    return this.#execute('Sum', attributes, [value, this.#create([axes.length], Int32Array.from(axes))]);
  }

  /** Image NHWC, kernel HWIO. Stride, dilation and padding as TensorFlow takes them: `EXPLICIT` has eight numbers. */
  conv2d(image: TensorflowValue, kernel: TensorflowValue, how: Conv2dArguments): TensorflowValue {
    const { TF_ATTR_INT, TF_ATTR_STRING, TF_ATTR_BOOL } = this.#addon;
    const attributes = [
      this.#type('T', doubleType),
      { name: 'strides', type: TF_ATTR_INT, value: [1, ...how.stride, 1] },
      { name: 'dilations', type: TF_ATTR_INT, value: [1, ...how.dilation, 1] },
      { name: 'padding', type: TF_ATTR_STRING, value: how.padding },
      { name: 'data_format', type: TF_ATTR_STRING, value: 'NHWC' },
      { name: 'use_cudnn_on_gpu', type: TF_ATTR_BOOL, value: true },
    ];
    const explicit = { name: 'explicit_paddings', type: TF_ATTR_INT, value: [...how.explicit] };
    return this.#execute('Conv2D', how.padding === 'EXPLICIT' ? [...attributes, explicit] : attributes, [
      image,
      kernel,
    ]);
  }

  #type(name: string, value: number): Attribute {
    return { name, type: this.#addon.TF_ATTR_TYPE, value };
  }

  #create(shape: number[], numbers: Int32Array): TensorflowValue {
    const id = this.#addon.createTensor(shape, this.#addon.TF_INT32, numbers);
    this.#made.push(id);
    return { id, shape };
  }

  #execute(name: string, attributes: readonly Attribute[], inputs: readonly TensorflowValue[]): TensorflowValue {
    const ids = inputs.map(({ id }) => id);
    const [value] = this.#addon.executeOp(name, attributes, ids, 1);
    if (value === undefined) throw new Error(`TensorFlow's ${name} gave nothing`);
    this.#made.push(value.id);
    return value;
  }
}

export interface Conv2dArguments {
  readonly stride: readonly number[];
  readonly dilation: readonly number[];
  readonly padding: 'VALID' | 'SAME' | 'EXPLICIT';
  readonly explicit: readonly number[];
}
