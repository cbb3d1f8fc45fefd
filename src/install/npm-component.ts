import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNpmLibrary, type NpmLibrary, npmFolderName, npmLibraries } from '../engines/npm-engines.ts';
import { CannotInstall } from './cannot-install.ts';
import type { Component } from './install-component.ts';
import { demandNpm, installNpmPackages } from './npm-packages.ts';
import { runCommand } from './run-command.ts';

/** The libraries that come from npm into the cache, without the files that are never loaded. */
export const npmComponents: readonly Component[] = npmLibraries.filter(({ onDemand }) => !onDemand).map(npmComponent);
/** Those that are installed only if they are named. */
export const npmComponentsOnDemand: readonly Component[] = npmLibraries
  .filter(({ onDemand }) => onDemand)
  .map(npmComponent);
/** What Node loads to see whether an installation works, where that is not the package of the component's name. */
const loaded: Readonly<Record<string, string>> = { 'tfjs-browser': 'playwright-core', 'tfjs-dawn': 'webgpu' };

function npmComponent(library: NpmLibrary): Component {
  const { name, title, version, megabytes } = library;
  return {
    name,
    title,
    find: () => findNpmLibrary(library),
    async build(folder, progress) {
      demandNpm(name);
      const activity = `downloading ${title} ${version} (${megabytes} MB)`;
      const pinned = fileURLToPath(new URL(`./${name}/`, import.meta.url));
      await installNpmPackages({ component: name, activity, pinned, target: folder }, progress);
      removeOthers(join(folder, 'node_modules'), library);
      return { folderName: npmFolderName(library), version, details: {} };
    },
    async load(folder) {
      const words = ['-e', `import(${JSON.stringify(loaded[name] ?? name)}).then(() => process.exit(0))`];
      const { status, stderr } = await runCommand(process.execPath, words, { folder });
      if (status === 0) return;
      const line = stderr.split('\n').find((text) => /Error/.test(text)) ?? `status ${status}`;
      const reason = `${title} does not load (${line.trim().slice(0, 200)})`;
      throw new CannotInstall(reason, `npx lastbit engines install ${name}`);
    },
  };
}

/** Removes the files that are not kept, and the folders that this leaves empty. */
function removeOthers(modules: string, { kept }: NpmLibrary): void {
  const isKept = (path: string): boolean =>
    kept.some((one) => (one.endsWith('/') ? path.startsWith(one) : path === one));
  const clear = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      const found = relative(modules, path).split(sep).join('/');
      if (!entry.isDirectory() && !isKept(found)) rmSync(path);
      else if (entry.isDirectory() && !isKept(`${found}/`)) clear(path);
    }
    if (folder !== modules && readdirSync(folder).length === 0) rmdirSync(folder);
  };
  clear(modules);
}
