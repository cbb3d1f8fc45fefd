import { dotAnyOrder } from '../claims/error-bounds/dot-any-order.ts';
import type { Batch } from '../conv/batch.ts';
import { shapeQuantities } from '../corpus/condition.ts';
import { batchBounds } from '../judge/batch-bounds.ts';
import type { BrokenPair } from '../judge/judge-metamorphic.ts';
import { judgeOutputs } from '../judge/judge-outputs.ts';
import { referencesOf } from '../judge/references.ts';
import { type KnownDefects, quantitiesOf } from './known-defects.ts';
import type { DifferenceKind } from './metamorphic-records.ts';
import type { MetamorphicTrial } from './metamorphic-trial.ts';
import type { PreparedSubject } from './prepared-subject.ts';

/** Tells of each broken pair of a trial what it shows. Exact values are computed once for the batch and once for its variation. */
export function differenceKinds(
  prepared: PreparedSubject,
  batch: Batch,
  { variation, first, second, verdicts }: MetamorphicTrial,
  defects: KnownDefects,
): readonly DifferenceKind[] {
  if (verdicts.broken.length === 0) return [];
  const { subject, traits } = prepared;
  const bound = dotAnyOrder.boundFor(traits);
  const sideOf = (asked: Batch, outputs: MetamorphicTrial['first']) => {
    const references = referencesOf(asked, subject.operation);
    const bounds = batchBounds(bound, references);
    const { violations } = judgeOutputs(bounds, references, outputs, subject.format);
    return { references, bounds, outputs, violations: new Map(violations.map((witness) => [witness.window, witness])) };
  };
  const sides = [sideOf(batch, first), sideOf(variation.batch, second)] as const;
  const sideKind = (side: 0 | 1, window: number): DifferenceKind => {
    const { references, bounds, outputs, violations } = sides[side];
    const { shape } = side === 0 ? batch : variation.batch;
    if (bounds.discarded.has(window)) {
      if (!Number.isNaN(references.exact[window]!)) return 'overflow';
      const output = window % references.plan.outputs;
      const quantities = () => ({ ...shapeQuantities(shape, subject.operation, output), computed: outputs[window]! });
      return defects.explain(prepared, quantities) === undefined ? 'special' : 'known-defect';
    }
    const witness = violations.get(window);
    if (witness === undefined) return 'rounding';
    const known = defects.explain(prepared, () => quantitiesOf(subject, shape, references, witness));
    return known === undefined ? 'wrong' : 'known-defect';
  };
  return verdicts.broken.map(({ pair, first: one, second: other }: BrokenPair) => {
    const kinds = [sideKind(0, pair.first), sideKind(1, pair.second)];
    for (const kind of ['wrong', 'known-defect', 'special', 'overflow'] as const) if (kinds.includes(kind)) return kind;
    return one === 0 && other === 0 ? 'zero-sign' : 'rounding';
  });
}
