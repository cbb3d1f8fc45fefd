/** An entry of `packages` in a package-lock.json, as far as it is needed here. */
export interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

export interface Lock {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

/**
 * A package.json that asks for these packages, and the lock that pins all of their dependencies: a part of the whole
 * lock.
 */
export interface PartOfLock {
  readonly manifest: { readonly private: true; readonly dependencies: Readonly<Record<string, string>> };
  readonly lock: Lock & { readonly lockfileVersion: 3 };
}

/** The part of a lock that these packages of its root need. Throws where the lock does not have one of them. */
export function lockOf({ packages }: Lock, names: readonly string[]): PartOfLock {
  const kept = new Map<string, LockedPackage>();
  const visit = (name: string, from: string, required: boolean): void => {
    const path = resolve(name, from, packages);
    if (path === undefined) {
      if (required) throw new Error(`package-lock.json: ${from || 'the root'} needs ${name}, which is not there`);
      return;
    }
    if (kept.has(path)) return;
    const { dev: _, ...entry } = packages[path]!;
    kept.set(path, entry);
    for (const next of Object.keys(entry.dependencies ?? {})) visit(next, path, true);
    for (const next of Object.keys({ ...entry.optionalDependencies, ...entry.peerDependencies }))
      visit(next, path, false);
  };
  for (const name of names) visit(name, '', true);
  const dependencies = Object.fromEntries(names.map((name) => [name, packages[`node_modules/${name}`]!.version!]));
  const sorted = [...kept].sort(([one], [other]) => (one < other ? -1 : 1));
  return {
    manifest: { private: true, dependencies },
    lock: { lockfileVersion: 3, packages: { '': { dependencies }, ...Object.fromEntries(sorted) } },
  };
}

/** Where Node finds a package from inside another one: in the nearest node_modules upward. */
function resolve(name: string, from: string, packages: Lock['packages']): string | undefined {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules/') - 1))) {
    const path = `${folder === '' ? '' : `${folder}/`}node_modules/${name}`;
    if (packages[path] !== undefined) return path;
    if (folder === '') return undefined;
  }
}
