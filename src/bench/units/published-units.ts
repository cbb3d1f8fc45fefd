/**
 * Matrix units of ten architectures, as papers describe them. Three sources:
 *
 * - F: Fasi, Higham, Mikaitis and Pranesh, PeerJ Computer Science 7:e330 (2021): V100, T4, A100.
 * - M: Xie, Wang, Yang and Yang, "MMA-Sim", arXiv 2511.10909, and its program microsoft/MMA-Sim: all ten.
 * - K: Khattak and Mikaitis, "Accurate Models of NVIDIA Tensor Cores", arXiv 2512.07004: V100, A100, H100, B200.
 *
 * The numbers are those of M. None was checked on hardware here. What we did not take from a source, and how it is
 * here: a product with a factor 0 does not align the others, nor does a sum of 0; a result beyond binary32 is cut to
 * its largest number; a negative result that is cut to 0 is −0; inputs beyond their format become ∞, also in e4m3.
 */
export interface PublishedUnit {
  readonly architecture: string;
  readonly inputs: InputName;
  readonly adder: FusedUnit | PairwiseUnit | TwoStageUnit;
  readonly sources: string;
  /** What the sources leave open, or what is assumed beside them. */
  readonly uncertain?: string;
}

export type InputName = 'FP16' | 'BF16' | 'TF32' | 'FP8 e4m3' | 'FP8 e5m2';

/**
 * `width` exact products and the sum so far, aligned by the exponents of the factors (not normalised), cut below
 * `fraction` places, added, and cut to `bits` significant bits.
 */
export interface FusedUnit {
  readonly kind: 'fused';
  readonly width: number;
  readonly fraction: number;
  readonly bits: number;
}

/** `width` products, pairwise in binary32, and then added to the sum so far; `flushes`: subnormal numbers become 0. */
interface PairwiseUnit {
  readonly kind: 'pairwise';
  readonly width: number;
  readonly flushes: boolean;
}

/** Products are cut to 24 places and added; that sum and the sum so far are rounded *down* before they are added. */
interface TwoStageUnit {
  readonly kind: 'two stages';
  readonly width: number;
}

const fused = (width: number, fraction: number, bits = 24): FusedUnit => ({ kind: 'fused', width, fraction, bits });
const half: readonly InputName[] = ['FP16', 'BF16'];
const eight: readonly InputName[] = ['FP8 e4m3', 'FP8 e5m2'];

const nvidia = (
  architecture: string,
  inputs: readonly InputName[],
  adder: FusedUnit,
  sources: string,
  uncertain?: string,
): readonly PublishedUnit[] =>
  inputs.map((name) => ({
    ...{ architecture, inputs: name, adder, sources },
    ...(uncertain === undefined ? {} : { uncertain }),
  }));

export const publishedUnits: readonly PublishedUnit[] = [
  ...nvidia('Volta', ['FP16'], fused(4, 23), 'F, M, K'),
  ...nvidia('Turing', ['FP16'], fused(8, 24), 'F, M', 'the width is that of mma.m16n8k8 in M [F not checked]'),
  ...nvidia('Ampere', half, fused(8, 24), 'F, M, K'),
  ...nvidia('Ampere', ['TF32'], fused(4, 24), 'F, M, K'),
  ...nvidia('Ada Lovelace', half, fused(8, 24), 'M'),
  ...nvidia('Ada Lovelace', ['TF32'], fused(4, 24), 'M'),
  ...nvidia('Ada Lovelace', eight, fused(16, 13, 14), 'M'),
  ...nvidia('Hopper', half, fused(16, 25), 'M, K'),
  ...nvidia('Hopper', ['TF32'], fused(8, 25), 'M, K', 'the width of mma.m16n8k8'),
  ...nvidia('Hopper', eight, fused(32, 13, 14), 'M, K', 'the instruction wgmma'),
  ...nvidia('Blackwell', half, fused(16, 25), 'M, K'),
  ...nvidia('Blackwell', ['TF32'], fused(8, 25), 'M, K'),
  ...nvidia('Blackwell', eight, fused(32, 25), 'M, K'),
  ...nvidia('RTX Blackwell', half, fused(16, 25), 'M'),
  ...nvidia('RTX Blackwell', ['TF32'], fused(8, 25), 'M'),
  ...nvidia('RTX Blackwell', eight, fused(32, 25), 'M'),
  { architecture: 'CDNA1', inputs: 'FP16', adder: { kind: 'pairwise', width: 4, flushes: false }, sources: 'M' },
  { architecture: 'CDNA1', inputs: 'BF16', adder: { kind: 'pairwise', width: 2, flushes: false }, sources: 'M' },
  {
    ...{ architecture: 'CDNA2', inputs: 'FP16', adder: { kind: 'pairwise', width: 4, flushes: true }, sources: 'M' },
    uncertain: 'the sign of an input that is flushed does not show',
  },
  { architecture: 'CDNA2', inputs: 'BF16', adder: { kind: 'pairwise', width: 4, flushes: true }, sources: 'M' },
  ...half.map((inputs): PublishedUnit => {
    return { architecture: 'CDNA3', inputs, adder: { kind: 'two stages', width: 8 }, sources: 'M' };
  }),
];
