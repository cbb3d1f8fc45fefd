import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type CompiledEngine,
  compiledEngines,
  compiledFolderName,
  findCompiledEngine,
  hostIn,
} from '../engines/compiled-engines.ts';
import { CannotInstall, installHint } from './cannot-install.ts';
import type { Component } from './install-component.ts';
import { everyHalfSecond } from './progress.ts';
import { isOnPath, runCommand } from './run-command.ts';

/** Debian's package, and the words that compile the sources in the current folder into `target`. */
const compilers = {
  go: { debian: 'golang-go', words: (target: string) => ['build', '-trimpath', '-o', hostIn(target), '.'] },
  cargo: { debian: 'cargo', words: () => ['build', '--release', '--locked'] },
} as const;

/** Engines whose hosts are compiled here, from libraries whose versions and checksums are in go.sum and Cargo.lock. */
export const compiledComponents: readonly Component[] = compiledEngines.map(compiledComponent);

function compiledComponent(engine: CompiledEngine): Component {
  const { name, version, compiler } = engine;
  const { debian, words } = compilers[compiler];
  const again = `npx lastbit engines install ${name}`;
  return {
    name,
    title: name,
    find: () => findCompiledEngine(name),
    async build(folder, progress) {
      if (!isOnPath(compiler)) {
        const hint = `${installHint([debian])}, then ${again}`;
        throw new CannotInstall(`no ${compiler === 'go' ? 'Go' : 'Rust'} (${compiler} is not on PATH)`, hint);
      }
      const sources = join(folder, 'scratch', name);
      cpSync(fileURLToPath(new URL(`../engines/hosts/${name}`, import.meta.url)), sources, { recursive: true });
      const stop = everyHalfSecond((text) =>
        progress.step(name, `downloading and compiling ${name} ${version} (${compiler})${text}`),
      );
      // The flags of the user's own programs would change the results.
      const environment = {
        ...{ LASTBIT_VERSION: version, RUSTFLAGS: undefined, CARGO_TARGET_DIR: join(sources, 'target') },
        ...{ GOFLAGS: '-mod=readonly', GOAMD64: undefined, GOWORK: 'off', CGO_ENABLED: '0' },
      };
      try {
        const { status, stderr } = await runCommand(compiler, words(folder), { folder: sources, environment });
        if (status !== 0) throw compilerFailure(compiler, stderr, again);
      } finally {
        stop();
      }
      if (compiler === 'cargo') {
        const built = hostIn(join(sources, 'target', 'release')).replace('lastbit-host', `lastbit-${name}`);
        renameSync(built, hostIn(folder));
      }
      return { folderName: compiledFolderName(engine), version, details: {} };
    },
    async load(folder) {
      // The host ends at once, because there is no input.
      const { status, stderr } = await runCommand(hostIn(folder), []);
      if (status === 0) return;
      throw new CannotInstall(`its host does not run (${reasonIn(stderr) || `status ${status}`})`, again);
    },
  };
}

const languages = { go: 'Go', cargo: 'Rust' } as const;

/** The meaning of a compiler's messages. Without a network, cargo looks among what it has and finds no package. */
function compilerFailure(compiler: CompiledEngine['compiler'], stderr: string, again: string): CannotInstall {
  if (/No space left/i.test(stderr))
    return new CannotInstall('no space left on the device', `free some, then ${again}`);
  if (/linker .* not found/.test(stderr))
    return new CannotInstall('no linker (cc is not on PATH)', `${installHint(['gcc'])}, then ${again}`);
  if (
    /dial tcp|no such host|i\/o timeout|TLS handshake|failed to download|no matching package|spurious network/.test(
      stderr,
    )
  )
    return new CannotInstall(
      `the packages of ${languages[compiler]} cannot be reached (${reasonIn(stderr)})`,
      `connect to the network, then ${again}`,
    );
  return new CannotInstall(`compiling it failed (${reasonIn(stderr)})`, again);
}

/** The line of a compiler that says what is wrong. */
function reasonIn(stderr: string): string {
  const lines = stderr.split('\n').map((line) => line.trim());
  const line = lines.find((text) => /error|cannot|failed|dial|lookup/i.test(text)) ?? lines.find((text) => text !== '');
  return (line ?? '').slice(0, 200);
}
