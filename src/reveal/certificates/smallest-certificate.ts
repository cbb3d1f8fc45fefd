import { type FlatTree, isBinary } from '../flat-tree.ts';
import { vectorsOf } from '../oracle.ts';
import { meetingCalls } from './meeting-certificate.ts';
import { type Certificate, spernerCalls, spernerCertificate } from './sperner-certificate.ts';
import { windowCertificate } from './window-certificate.ts';

/**
 * The smallest known proof that a black box sums on `tree`. With `anyArithmetic`, it assumes nothing about formats. For
 * binary trees it is either mask sets (`sperner`), or windows, which assume two-term binary32 additions. For trees with
 * wide additions, the mask sets prove the clades, and pairs of masks prove that children meet at once. `parity`
 * replaces most pairs if sums have at most 24 significant bits. Cached by tree, because many outputs share one.
 */
export function smallestCertificate(tree: FlatTree, anyArithmetic: boolean): Certificate {
  const kept = anyArithmetic ? forAnyArithmetic : forBinary32;
  const known = kept.get(tree);
  if (known !== undefined) return known;
  const made = smallest(tree, anyArithmetic);
  kept.set(tree, made);
  return made;
}

const forAnyArithmetic = new WeakMap<FlatTree, Certificate>();
const forBinary32 = new WeakMap<FlatTree, Certificate>();

function smallest(tree: FlatTree, anyArithmetic: boolean): Certificate {
  if (!isBinary(tree)) return wideCertificate(tree, anyArithmetic);
  const sperner = spernerCalls(tree);
  const windows = anyArithmetic ? undefined : windowCertificate(tree, sperner);
  return windows ?? spernerCertificate(tree);
}

function wideCertificate(tree: FlatTree, anyArithmetic: boolean): Certificate {
  const clades = spernerCertificate(tree);
  const { calls, parity } = meetingCalls(tree, !anyArithmetic);
  const { lefts } = vectorsOf(
    tree.n,
    calls.map(({ entries }) => entries),
  );
  const all = new Float32Array(clades.lefts.length + lefts.length);
  all.set(clades.lefts);
  all.set(lefts, clades.lefts.length);
  const expected = [...clades.expected, ...calls.map((call) => call.expected)];
  return { kind: parity ? 'parity' : 'sperner', lefts: all, expected: Float64Array.from(expected) };
}
