import { readdirSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findNpmLibrary, type NpmLibrary, npmFolderName, npmLibraries } from '../engines/npm-engines.ts';
import { CannotInstall } from './cannot-install.ts';
import type { Component } from './install-component.ts';
import { demandNpm, installNpmPackages } from './npm-packages.ts';
import { runCommand } from './run-command.ts';

/** The libraries that come from npm into the cache, without the files that Node never loads. */
export const npmComponents: readonly Component[] = npmLibraries.map(npmComponent);

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
      const words = ['-e', `require(${JSON.stringify(name)})`];
      const { status, stderr } = await runCommand(process.execPath, words, { folder });
      if (status === 0) return;
      const line = stderr.split('\n').find((text) => /Error/.test(text)) ?? `status ${status}`;
      const reason = `${title} does not load (${line.trim().slice(0, 200)})`;
      throw new CannotInstall(reason, `npx lastbit engines install ${name}`);
    },
  };
}

/** Removes the packages and the files of the package that are not kept. */
function removeOthers(modules: string, { name, kept, keptPackages }: NpmLibrary): void {
  for (const found of readdirSync(modules))
    if (found !== name && !keptPackages.includes(found)) rmSync(join(modules, found), { recursive: true });
  const folder = join(modules, name);
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { parentPath, name: file } of files) {
    const path = join(parentPath, file);
    if (!kept.includes(relative(folder, path).split(sep).join('/'))) rmSync(path);
  }
}
