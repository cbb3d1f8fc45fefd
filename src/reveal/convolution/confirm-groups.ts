import type { ConvShape } from '../../conv/shape.ts';
import { planTerms } from '../../conv/terms.ts';
import type { Subject } from '../../engines/engine.ts';
import { WordRng } from '../word-rng.ts';
import { allOutputs, explains } from './compare-outputs.ts';
import type { OutputGroup } from './output-group.ts';

export interface ConfirmOptions {
  /** Whole cases to compare. */
  readonly cases: number;
  readonly seed: number;
  /** After so long no further cases are put. */
  readonly mostMs: number;
  readonly onReplayed?: ((done: number, of: number) => void) | undefined;
}

/** Terms of one request: enough for engines to batch, few enough to hold. */
const termsPerRequest = 2 ** 22;

/**
 * Replays every explained group on all its outputs, on further whole cases. A group that fails there is explained no longer: its
 * outputs do not share one accumulation, or it is not the right one. Returns the groups and how many cases were compared.
 */
export async function confirmGroups(
  subject: Subject,
  shape: ConvShape,
  groups: readonly OutputGroup[],
  { cases, seed, mostMs, onReplayed }: ConfirmOptions,
): Promise<{ readonly groups: readonly OutputGroup[]; readonly cases: number }> {
  const { outputs, terms } = planTerms(shape, subject.operation);
  const block = Math.max(32, Math.floor(termsPerRequest / (outputs * terms)));
  const rng = new WordRng(seed + 98);
  const began = performance.now();
  let [done, left] = [0, groups];
  while (done < cases && performance.now() - began < mostMs) {
    const compared = await allOutputs(subject, shape, Math.min(block, cases - done), rng, done);
    left = left.map((group) => {
      const { revelation, outputs: alike, terms: summed } = group;
      if (!revelation.explained) return group;
      const wrong = alike.find((output) => !explains(revelation.accumulation, summed, output, compared));
      return wrong === undefined ? group : withdrawn(group, wrong);
    });
    done += compared.computed.length / outputs;
    onReplayed?.(done * outputs, cases * outputs);
  }
  return { groups: left, cases: done };
}

function withdrawn(group: OutputGroup, output: number): OutputGroup {
  const { replay, cost } = group.revelation;
  const because = `output ${output} differs from the model on a later case, though it gave the same bits on all before`;
  return { ...group, revelation: { explained: false, obstacle: 'arithmetic', because, replay, cost } };
}
