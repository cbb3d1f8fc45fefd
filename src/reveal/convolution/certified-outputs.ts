import type { ConvShape } from '../../conv/shape.ts';
import type { Subject } from '../../engines/engine.ts';
import type { Accumulation } from '../../sums/accumulation.ts';
import { accepts } from '../certificates/certificate.ts';
import { smallestCertificate } from '../certificates/smallest-certificate.ts';
import type { FlatTree } from '../flat-tree.ts';
import { keepTerms } from '../keep-terms.ts';
import { NotATree } from '../not-a-tree.ts';
import { Questions } from '../probe.ts';
import { flatTreeOf } from '../summation-tree-of.ts';
import type { OutputGroup } from './output-group.ts';
import { probeOutput } from './subject-probe.ts';

/** More calls than this are not made: then what the replays found stands. */
const mostCalls = 2 ** 14;

/**
 * The outputs of a group, the probed one first, without those that do not prove to have its tree: each is asked the certificate that assumes no format,
 * which accepts one tree alone (smallest-certificate.ts). Replays compare results, and two orders of a few exact products in
 * binary64 differ on few of them. Of an output with terms on padding the tree is the one without these: +0 changes no sum.
 * Where the probed output itself is not accepted, its arithmetic bears no such masks, and nothing is said of the others.
 * Calls: those of a certificate for each output, n − 2 at most for a tree of two-term additions.
 */
export async function certifiedOutputs(
  subject: Subject,
  shape: ConvShape,
  { outputs, terms: all, revelation }: OutputGroup,
): Promise<readonly number[]> {
  if (!revelation.explained || outputs.length < 2) return outputs;
  const { accumulation, tree: whole } = revelation;
  const isProven = async (output: number): Promise<boolean> => {
    const { probe, terms } = probeOutput(subject, shape, output);
    const tree = terms.length === all.length ? whole : treeOf(accumulation, all, terms);
    if (tree === undefined) return true;
    const certificate = smallestCertificate(tree, true);
    return accepts(certificate, await new Questions(probe, tree.n).ask(certificate.lefts));
  };
  const calls = smallestCertificate(whole, true).expected.length;
  if (outputs.length * calls > mostCalls) return outputs;
  try {
    const [probed, ...others] = outputs as readonly [number, ...number[]];
    if (!(await isProven(probed))) return outputs;
    const proven = [probed];
    for (const output of others) if (await isProven(output)) proven.push(output);
    return proven;
  } catch (error) {
    // An engine that fails is told by those who ask it next.
    if (error instanceof NotATree) return outputs;
    throw error;
  }
}

/** The tree of the terms that are left; undefined where none is. */
function treeOf(accumulation: Accumulation, all: Int32Array, terms: Int32Array): FlatTree | undefined {
  const rest = keepTerms(
    accumulation,
    [...terms].map((term) => all.indexOf(term)),
  );
  return rest === undefined ? undefined : flatTreeOf(rest.tree, terms.length);
}
