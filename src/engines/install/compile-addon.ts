import { cpSync, existsSync, mkdirSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { CannotInstall } from './cannot-install.ts';
import { installHint } from './install-hint.ts';
import { programOnPath } from './program-on-path.ts';
import { runCommand } from './run-command.ts';

/** The addon's Node-API version: the highest that tfjs-node 4.22 knows, and every Node since 15.12 has it. */
export const addonNodeApi = 8;

/** Throws `CannotInstall` where there is no C++ compiler or no make: asked first, before 274 MB are downloaded for nothing. */
export function demandCompiler(): void {
  const compiler = process.env.CXX?.trim().split(/\s+/)[0] || 'g++';
  const lacking = [
    ...(existsSync(compiler) || programOnPath(compiler) || programOnPath('c++') ? [] : ['g++']),
    ...(programOnPath('make') ? [] : ['make']),
  ];
  if (lacking.length > 0)
    throw new CannotInstall(`no C++ compiler (${lacking.join(' and ')} not on PATH)`, installHint(lacking));
}

/**
 * Compiles the addon of the package at `packageFolder` inside `folder`, which already holds `deps/lib` and `deps/include`; the result is
 * `folder`/lib/napi-v8/tfjs_binding.node, which looks for its libraries in `../../deps/lib`. The package itself is not touched.
 */
export async function compileAddon(packageFolder: string, folder: string, python: string): Promise<void> {
  for (const name of ['binding.gyp', 'binding'])
    cpSync(join(packageFolder, name), join(folder, name), { recursive: true });
  const target = join(folder, 'lib', `napi-v${addonNodeApi}`);
  mkdirSync(target, { recursive: true });
  const words = [
    'rebuild',
    '--module_name=tfjs_binding',
    `--module_path=${target}`,
    `--module=${join(target, 'tfjs_binding.node')}`,
    `--napi_version=${process.versions.napi}`,
    `--napi_build_version=${addonNodeApi}`,
    `--python=${python}`,
  ];
  const prefix = dirname(dirname(realpathSync(process.execPath)));
  // Without headers beside Node, node-gyp downloads them.
  if (existsSync(join(prefix, 'include', 'node', 'node_api.h'))) words.push(`--nodedir=${prefix}`);
  const nodeGyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js');
  const { status, stderr } = await runCommand(process.execPath, [nodeGyp, ...words], {
    folder,
    environment: { JOBS: String(cpus().length) },
  });
  if (status === 0) return;
  const again = 'npx lastbit engines install tfjs-node';
  if (status === null) throw new CannotInstall('its compilation was stopped', again);
  const line = stderr.split('\n').find((text) => /\berror\b|ERR! stack/i.test(text)) ?? `status ${status}`;
  throw new CannotInstall(
    `compiling the addon failed (${line.trim().slice(0, 200)})`,
    `${installHint(['g++', 'make'])}, then ${again}`,
  );
}
