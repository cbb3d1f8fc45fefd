import type { Batch } from '../conv/case.ts';
import { gatherTerms } from '../conv/gather-terms.ts';
import { outputShape } from '../conv/output-shape.ts';
import { planTerms } from '../conv/plan-terms.ts';
import type { Subject } from '../engines/engine.ts';
import { roundToFormat } from '../float/dyadic.ts';
import { bfloat16, binary16, binary32, tf32 } from '../float/format.ts';

/** Where an output is computed: everything that a wrong implementation may make depend on it. */
interface Place {
  readonly batch: Batch;
  readonly terms: number;
  readonly column: number;
  readonly columns: number;
}

type Window = (left: Float32Array, right: Float32Array, place: Place) => number;

/** An engine that computes every output by `window` from its terms in canonical order. */
export function planted(name: string, window: Window, twist?: (batch: Batch) => Batch): Subject {
  return {
    id: `planted/${name}`,
    engine: 'planted',
    operation: 'conv2d',
    format: 'binary32',
    algorithm: 'unknown',
    availability: async () => ({ kind: 'ready', version: '1', environment: {} }),
    evaluate: async (given) => {
      const batch = twist?.(given) ?? given;
      const { terms, outputs: size, ...plan } = planTerms(batch.shape);
      const { left, right } = gatherTerms({ terms, outputs: size, ...plan }, batch);
      const [, , columns, channels] = outputShape(batch.shape);
      const outputs = new Float32Array(batch.count * size);
      for (let i = 0; i < outputs.length; i++) {
        const place = { batch, terms, columns, column: Math.floor((i % size) / channels) % columns };
        const [from, to] = [i * terms, (i + 1) * terms];
        outputs[i] = window(left.subarray(from, to), right.subarray(from, to), place);
      }
      return { kind: 'value', format: 'binary32', outputs };
    },
  };
}

const { fround } = Math;
type Round = (x: number) => number;
const nearest =
  (format: typeof binary32): Round =>
  (x) =>
    roundToFormat(x, format, 'nearest-even');
const truncated: Round = (x) => roundToFormat(x, binary32, 'toward-zero');

/** A sequential sum in which every step can be another one. */
function loop(change: {
  readonly input?: Round;
  readonly product?: Round;
  readonly sum?: Round;
  readonly result?: Round;
}): Window {
  const { input = fround, product = fround, sum: add = fround, result = fround } = change;
  return (left, right) => {
    let sum = 0;
    for (let t = 0; t < left.length; t++) sum = add(sum + product(input(left[t]!) * input(right[t]!)));
    return result(sum);
  };
}

const plain = loop({});
const without =
  (dropped: (place: Place) => (term: number) => boolean): Window =>
  (left, right, place) => {
    const drops = dropped(place);
    return plain(
      left.map((pixel, term) => (drops(term) ? 0 : pixel)),
      right,
      place,
    );
  };

/** Wrong implementations, from gross to subtle. */
export const bugs: readonly Subject[] = [
  planted('kernel-flipped', (left, right, place) => plain(left, right.slice().reverse(), place)),
  planted(
    'last-tap-dropped',
    without(
      ({ terms }) =>
        (term) =>
          term > 0 && term === terms - 1,
    ),
  ),
  planted(
    'last-channel-dropped',
    without(
      ({ batch: { shape } }) =>
        (term) =>
          shape.channelsIn % 4 === 3 && term % shape.channelsIn === shape.channelsIn - 1,
    ),
  ),
  planted('padding-off-by-one', plain, (batch) => {
    const { padding } = batch.shape;
    if (typeof padding === 'string' || padding[0] === 0) return batch;
    return { ...batch, shape: { ...batch.shape, padding: [padding[0] - 1, padding[1] + 1, padding[2], padding[3]] } };
  }),
  planted(
    'stale-right-edge',
    (left, right, place) =>
      plain(left, right, place) +
      (place.columns % 8 !== 0 && place.column === place.columns - 1 && place.columns > 1 ? 2 ** -6 : 0),
  ),
  planted('binary16-accumulator', loop({ sum: nearest(binary16) })),
  planted('binary16-result', loop({ result: nearest(binary16) })),
  planted('bfloat16-inputs', loop({ input: nearest(bfloat16) })),
  planted('tf32-inputs', loop({ input: nearest(tf32) })),
  planted('22-bit-accumulator', loop({ sum: nearest({ ...binary32, precision: 22 }) })),
  planted('truncating-products', loop({ product: truncated })),
  planted('upward-result', (left, right) => {
    let sum = 0;
    for (let t = 0; t < left.length; t++) sum += left[t]! * right[t]!;
    return roundToFormat(sum, binary32, 'up');
  }),
  planted(
    'tap-lost-under-large-strides',
    without(
      ({ batch }) =>
        (term) =>
          term === 1 && batch.shape.stride[0] > 2,
    ),
  ),
];

/** Other implementations that are right. */
export const legitimate: readonly Subject[] = [
  planted('plain', plain),
  planted('reversed', (left, right, place) => plain(left.slice().reverse(), right.slice().reverse(), place)),
  planted('binary64-accumulator', loop({ product: (x) => x, sum: (x) => x })),
  planted('rounded-twice', loop({ product: (x) => x })),
  planted('rounded-products-binary64', loop({ sum: (x) => x })),
];
