import { cpSync, existsSync, mkdirSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { addonNodeApi, tensorflowLibraries } from '../engines/locations.ts';
import { CannotInstall, installHint } from './cannot-install.ts';
import { type CommandResult, isOnPath, runCommand } from './run-command.ts';

/** Throws `CannotInstall` if there is no C++ compiler or no make. */
export function demandCompiler(): void {
  const [compiler = 'g++'] = compilerWords();
  const lacking = [
    ...(existsSync(compiler) || isOnPath(compiler) ? [] : ['g++']),
    ...(isOnPath('make') ? [] : ['make']),
  ];
  if (lacking.length > 0)
    throw new CannotInstall(`no C++ compiler (${lacking.join(' and ')} not on PATH)`, installHint(lacking));
}

export interface Compilation {
  readonly packageFolder: string;
  /** The path of node-gyp. */
  readonly nodeGyp: string;
  /** An empty folder to work in. */
  readonly scratch: string;
  readonly headers: string;
  readonly python: string;
}

/**
 * Compiles the addon of a package from a copy of its sources; returns its path. When loaded it looks for its libraries
 * in `../../deps/lib`. It is linked against empty libraries of the same names, because the linker takes 12 s to read
 * the 853 MB of the real ones. The caller loads the addon, which shows that nothing is missing.
 */
export async function compileAddon(compilation: Compilation): Promise<string> {
  const { packageFolder, nodeGyp, scratch, headers, python } = compilation;
  for (const name of ['binding.gyp', 'binding'])
    cpSync(join(packageFolder, name), join(scratch, name), { recursive: true });
  const libraryFolder = join(scratch, 'deps', 'lib');
  mkdirSync(libraryFolder, { recursive: true });
  symlinkSync(headers, join(scratch, 'deps', 'include'));
  writeFileSync(join(scratch, 'empty.cc'), '');
  for (const library of tensorflowLibraries) {
    // The sources link `-ltensorflow` and `-ltensorflow_framework`.
    const linked = join(libraryFolder, library.replace(/(_cc)?\.so\.2$/, '.so'));
    const words = ['-shared', '-o', linked, join(scratch, 'empty.cc'), `-Wl,-soname,${library}`];
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
  // The linker sees no use of an empty library, and the addon must name it all the same.
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
