import type { ConvShape } from '../../conv/shape.ts';
import type { Registry, Subject } from '../../engines/engine.ts';
import { type RevelationRecord, revelationRecord } from '../revelation-record.ts';
import { revealSubject, type SubjectOptions, type SubjectRevelation } from './reveal-subject.ts';

/** A subject's revelation at a shape, as it came and as records. */
export interface Revealed {
  readonly records: readonly RevelationRecord[];
  readonly revealed: SubjectRevelation;
}

/**
 * Reveals a subject that is there, and takes the time: on the clock, of it spent waiting for engines, and the processor time of this
 * process, which is our own work where the engine has a process of its own.
 */
export async function revealOne(
  subject: Subject,
  version: string,
  shape: ConvShape,
  registry: Registry,
  options: SubjectOptions,
): Promise<Revealed> {
  const waited = (): number => registry.statistics().reduce((sum, { waitedMs }) => sum + waitedMs, 0);
  const [start, before, used] = [performance.now(), waited(), process.cpuUsage()];
  const revealed = await revealSubject(subject, shape, options);
  const { user, system } = process.cpuUsage(used);
  const context = {
    ...{ subject: subject.id, version, shape },
    ...{ wallMs: Math.round(performance.now() - start), engineMs: Math.round(waited() - before) },
    ownMs: Math.round((user + system) / 1000),
  };
  return {
    records: revealed.groups.map((group) => revelationRecord(group, context, revealed.comparedCases)),
    revealed,
  };
}

/** Outputs that no group holds, because too many had to be probed on their own. */
export function unexplainedOutputs({ groups, outputs, comparedCases }: SubjectRevelation): number {
  return comparedCases === 0 ? 0 : outputs - groups.reduce((sum, group) => sum + group.outputs.length, 0);
}

/** Whether every output that was asked about has a tree and an arithmetic that replay without a mismatch, alone as among others. */
export function isExplained({ records, revealed }: Revealed): boolean {
  return revealed.batchKeepsBits && records.every(({ explained }) => explained) && unexplainedOutputs(revealed) === 0;
}
