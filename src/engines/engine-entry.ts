import type { NumberFormat, Operation } from '../conv/shape.ts';

/** An engine that lastbit knows: a line of the table in engine-table.ts. */
export interface EngineEntry {
  readonly name: string;
  readonly library: string;
  /** The version that the adapter was tested with and that `engines install` installs. */
  readonly version: string;
  /** What runs its host. `compiled`: the host is a program of its own, which `engines install` compiles. */
  readonly program: 'node' | 'python' | 'browser' | 'compiled';
  readonly operations: readonly { readonly operation: Operation; readonly formats: readonly NumberFormat[] }[];
  /** Each setting has its own subjects and its own process. The first one, without a name, is the library's default. */
  readonly settings: readonly EngineSetting[];
  /** Where it comes from, in one phrase. */
  readonly installed: string;
  /** The command that installs it; undefined if it comes with lastbit. */
  readonly howToGetIt: string | undefined;
  /**
   * What it declines and where it is known to be wrong, at this version. Found by lastbit and confirmed with the
   * library alone.
   */
  readonly notes: readonly string[];
  /** What `engines install` calls the component that it needs, where that is not its name. */
  readonly component?: string;
  /** The most outputs that it is asked for at once, where each takes milliseconds. */
  readonly outputsAtOnce?: number;
  /** How to get what the machine must have besides, told where the engine is installed and does not start. */
  readonly needs?: string;
  /**
   * If it is missing, a run under CI=true fails. Another engine is on demand: it is installed only if it is named, and
   * takes part where it is installed.
   */
  readonly required: boolean;
  /**
   * Whether `npm test` tries every claim on it. On others it tries whole numbers and reveals the seed case; `verify`
   * and `fuzz` try the claims.
   */
  readonly everyClaim: boolean;
}

export interface EngineSetting {
  readonly name: string | undefined;
  readonly meaning: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Its operations, where they are not those of the engine. */
  readonly operations?: EngineEntry['operations'];
  /** It needs a GPU. */
  readonly gpu?: true;
}

/**
 * Settings that a host chooses by `LASTBIT_SETTING`: name → meaning. The one without a name is the default.
 */
export function hostSettings(
  environment: Readonly<Record<string, string | undefined>>,
  meanings: Readonly<Record<string, string>>,
  more: Pick<EngineSetting, 'operations' | 'gpu'> = {},
): readonly EngineSetting[] {
  return Object.entries(meanings).map(([name, meaning]) => ({
    name: name === '' ? undefined : name,
    meaning,
    environment: { ...environment, LASTBIT_SETTING: name === '' ? undefined : name },
    ...more,
  }));
}

/** The settings of the runtimes of ONNX. */
export const kernelSettings: Readonly<Record<string, string>> = {
  '': 'the kernel is an input of the model; one thread',
  constant: 'the kernel is a constant of the model, which the runtime may arrange before',
};

/** What an engine offers under a setting. */
export function operationsOf(entry: EngineEntry, setting: EngineSetting): EngineEntry['operations'] {
  return setting.operations ?? entry.operations;
}

/** The setting with another number of threads; undefined if the engine has no such variable. */
export function withThreads(setting: EngineSetting, threads: number): EngineSetting | undefined {
  const names = Object.keys(setting.environment).filter((name) => name.endsWith('_THREADS'));
  if (names.length === 0) return undefined;
  const told = Object.fromEntries(names.map((name) => [name, String(threads)]));
  return { ...setting, environment: { ...setting.environment, ...told } };
}
