import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { CannotInstall } from './cannot-install.ts';
import { installHint } from './install-hint.ts';
import { programOnPath } from './program-on-path.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { npmPackage } from './tfjs-node-npm.ts';

/** The addon's Node-API version: the highest that tfjs-node 4.22 knows, and every Node since 15.12 has it. */
export const addonNodeApi = 8;

/** Throws `CannotInstall` where there is no C++ compiler or no make: asked first, before 274 MB are downloaded for nothing. */
export function demandCompiler(): void {
  const [compiler = 'g++'] = compilerWords();
  const lacking = [
    ...(existsSync(compiler) || programOnPath(compiler) ? [] : ['g++']),
    ...(programOnPath('make') ? [] : ['make']),
  ];
  if (lacking.length > 0)
    throw new CannotInstall(`no C++ compiler (${lacking.join(' and ')} not on PATH)`, installHint(lacking));
}

export interface Compilation {
  readonly packageFolder: string;
  /** An empty folder to work in. */
  readonly scratch: string;
  readonly headers: string;
  /** The libraries that the addon asks for when it is loaded, and the names under which its sources link them. */
  readonly libraries: readonly { readonly path: string; readonly alias: string }[];
  readonly python: string;
}

/**
 * Compiles the addon of a package, without touching the package; returns its path. When loaded it looks for its libraries in
 * `../../deps/lib`. It is linked against empty libraries of the same names: the linker takes 12 s to read the 853 MB of the real ones, which
 * this way need not even be unpacked yet. That nothing is missing shows when the addon is loaded, which the caller does.
 */
export async function compileAddon(compilation: Compilation): Promise<string> {
  const { packageFolder, scratch, headers, python } = compilation;
  for (const name of ['binding.gyp', 'binding'])
    cpSync(join(packageFolder, name), join(scratch, name), { recursive: true });
  const libraryFolder = join(scratch, 'deps', 'lib');
  mkdirSync(libraryFolder, { recursive: true });
  symlinkSync(headers, join(scratch, 'deps', 'include'));
  writeFileSync(join(scratch, 'empty.cc'), '');
  for (const { path, alias } of compilation.libraries) {
    const words = ['-shared', '-o', join(libraryFolder, alias), join(scratch, 'empty.cc'), `-Wl,-soname,${path}`];
    const [program = 'g++', ...first] = compilerWords();
    demand(await runCommand(program, [...first, ...words]));
  }
  const addon = join(scratch, 'lib', 'tfjs_binding.node');
  const words = [
    'rebuild',
    '--module_name=tfjs_binding',
    `--module_path=${join(scratch, 'lib')}`,
    `--module=${addon}`,
    `--napi_version=${process.versions.napi}`,
    `--napi_build_version=${addonNodeApi}`,
    `--python=${python}`,
  ];
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  // Without headers beside Node, node-gyp downloads them.
  if (existsSync(join(prefix, 'include', 'node', 'node_api.h'))) words.push(`--nodedir=${prefix}`);
  const nodeGyp = join(npmPackage('node-gyp') ?? '', 'bin', 'node-gyp.js');
  // An empty library is needed by nobody, as the linker sees it; it must be named in the addon all the same.
  const environment = { JOBS: String(cpus().length), LDFLAGS: `${process.env.LDFLAGS ?? ''} -Wl,--no-as-needed` };
  demand(await runCommand(process.execPath, [nodeGyp, ...words], { folder: scratch, environment }));
  return addon;
}

/** As make reads it: `CXX` may hold options too. */
function compilerWords(): readonly string[] {
  return process.env.CXX?.trim().split(/\s+/).filter(Boolean) ?? ['g++'];
}

function demand({ status, stderr }: CommandResult): void {
  if (status === 0) return;
  const again = 'npx lastbit engines install tfjs-node';
  if (status === null) throw new CannotInstall('its compilation was stopped', again);
  const line = stderr.split('\n').find((text) => /\berror\b|ERR! stack/i.test(text)) ?? `status ${status}`;
  throw new CannotInstall(
    `compiling the addon failed (${line.trim().slice(0, 200)})`,
    `${installHint(['g++', 'make'])}, then ${again}`,
  );
}
