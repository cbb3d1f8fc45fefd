import { lastbitVersion } from '../../../engines/subjects.ts';
import { parseUserEngines } from '../../../engines/user-engine.ts';
import { abilityOf } from '../../../queue/ability.ts';
import type { Ability } from '../../../queue/records.ts';
import { type EngineOptions, openEngines, type Telling } from '../../open-engines.ts';

/**
 * What this machine has of what a queue wants. Only the engines of wanted subjects are started, each once, to ask for
 * their versions; then they are closed again, because the workers have their own.
 */
export function ownAbility(
  {
    engine = [],
    engineStartTimeout,
    claims: claimFiles = [],
  }: Pick<EngineOptions, 'engine' | 'engineStartTimeout'> & { readonly claims?: readonly string[] | undefined },
  say: (line: string) => void,
  signals: Pick<Telling, 'hurry' | 'stop'>,
): (wanted: Ability) => Promise<Ability> {
  const engines = parseUserEngines(engine);
  const base = abilityOf({ subjects: [], claimFiles, engines });
  const versions = new Map<string, string | undefined>();
  const ask = async (ids: readonly string[]): Promise<void> => {
    const registry = await openEngines({ engine, engineStartTimeout }, { say, ...signals });
    try {
      const asked = registry.subjects
        .filter(({ id }) => ids.includes(id))
        .map(async ({ id, availability }) => ({ id, found: await availability() }));
      for (const { id, found } of await Promise.all(asked))
        versions.set(id, found.kind === 'ready' ? found.version : undefined);
    } finally {
      await registry.close();
    }
  };
  return async ({ lastbit, architecture, subjects }) => {
    const isOwn = lastbit === lastbitVersion && architecture === process.arch;
    const unknown = subjects.map(({ id }) => id).filter((id) => !versions.has(id));
    if (isOwn && unknown.length > 0) await ask(unknown);
    const ready = [...versions].flatMap(([id, version]) => (version === undefined ? [] : [{ id, version }]));
    return { ...base, subjects: ready };
  };
}
