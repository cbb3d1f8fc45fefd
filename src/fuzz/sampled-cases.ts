import type { Batch } from '../conv/batch.ts';
import { variedAs } from '../conv/operation.ts';
import { outputSize } from '../conv/output-shape.ts';
import { shapeKey } from '../conv/shape-text.ts';
import type { Subject } from '../engines/engine.ts';
import { judgedOutputs } from '../inputs/output-sample.ts';
import type { SampledCases } from './campaign-records.ts';
import type { SampledRecord } from './range-record.ts';

/** Counts the cases of a campaign of which only a sample of the outputs is judged. */
export class SampleCounter {
  private readonly shapes = new Set<string>();
  private count = { cases: 0, judged: 0, outputs: 0 };

  /** Our own algorithms are not asked for large cases. Some operations have other outputs than the rest. */
  add({ shape, count }: Batch, asked: readonly Pick<Subject, 'engine' | 'operation'>[]): void {
    const operations = asked.filter(({ engine }) => engine !== 'lastbit').map(({ operation }) => operation);
    if (operations.length === 0) return;
    const [first = 'conv2d', ...others] = new Set(operations.map(variedAs));
    const operation = others.length === 0 ? first : 'conv2d';
    const [judged, outputs] = [judgedOutputs(shape, operation), outputSize(shape, operation)];
    if (judged === outputs) return;
    this.shapes.add(shapeKey(shape));
    this.count = {
      cases: this.count.cases + count,
      judged: this.count.judged + count * judged,
      outputs: this.count.outputs + count * outputs,
    };
  }

  /** Adds what another range counted. */
  absorb({ shapes, cases, judged, outputs }: SampledRecord): void {
    for (const shape of shapes) this.shapes.add(shape);
    this.count = {
      cases: this.count.cases + cases,
      judged: this.count.judged + judged,
      outputs: this.count.outputs + outputs,
    };
  }

  record(): SampledRecord | null {
    return this.shapes.size === 0 ? null : { shapes: [...this.shapes], ...this.count };
  }

  /** The shapes counted. */
  counted(): SampledCases | null {
    return this.shapes.size === 0 ? null : { shapes: this.shapes.size, ...this.count };
  }
}
