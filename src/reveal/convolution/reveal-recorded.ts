import type { ConvShape } from '../../conv/shape.ts';
import type { Registry, Subject } from '../../engines/engine.ts';
import { revealSubject, type SubjectOptions } from './reveal-subject.ts';
import { groupRecord, type RecordedRevelation } from './revelation-record.ts';

/**
 * Reveals a subject that is available, and measures the time. The processor time is our own work if the engine has a
 * process of its own.
 */
export async function revealRecorded(
  subject: Subject,
  version: string,
  shape: ConvShape,
  registry: Registry,
  options: SubjectOptions,
): Promise<RecordedRevelation> {
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
    records: revealed.groups.map((group) => ({
      ...context,
      ...groupRecord(group, revealed.comparedCases),
    })),
    revealed,
  };
}
