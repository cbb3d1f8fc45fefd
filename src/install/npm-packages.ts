import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { CannotInstall } from './cannot-install.ts';
import { everyHalfSecond, type Progress } from './progress.ts';
import { type CommandResult, isOnPath, runCommand } from './run-command.ts';

/** Throws `CannotInstall` if there is no npm. */
export function demandNpm(component: string): void {
  if (isOnPath('npm')) return;
  throw new CannotInstall('npm is not on PATH', `put npm on PATH (it comes with Node), then ${againFor(component)}`);
}

export interface NpmRequest {
  readonly component: string;
  /** What the progress says: `downloading @tensorflow/tfjs-node 4.22.0 (npm)`. */
  readonly activity: string;
  /** The folder of the package.json and package-lock.json with exact versions and checksums. */
  readonly pinned: string;
  /** The folder for both files and node_modules. */
  readonly target: string;
}

const quietly = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
/** Without a network, npm would retry for minutes. */
const briefly = ['--prefer-offline', '--fetch-retries=2', '--fetch-retry-mintimeout=1000', '--fetch-retry-factor=2'];
/**
 * Settings that npm passes to the programs that it runs, and that would change what this npm does. Settings about the
 * source of packages stay: registry, proxy, certificates.
 */
const misleading = /^npm_config_(dry_run|global|location|package_lock.*|workspaces?)$/i;

/**
 * Runs `npm ci` for pinned packages, with the user's registry, proxy and certificates, and without the scripts of
 * packages. Throws `CannotInstall` with a one-line reason.
 */
export async function installNpmPackages(request: NpmRequest, progress: Progress): Promise<void> {
  const { component, activity, pinned, target } = request;
  for (const name of ['package.json', 'package-lock.json']) copyFileSync(join(pinned, name), join(target, name));
  const stop = everyHalfSecond((text) => progress.step(component, `${activity}${text}`));
  const inherited = Object.keys(process.env).filter((name) => misleading.test(name));
  const environment = Object.fromEntries(inherited.map((name) => [name, undefined]));
  const words = ['ci', '--ignore-scripts', '--prefix', target, ...quietly, ...briefly];
  try {
    const result = await runCommand('npm', words, { folder: target, environment });
    if (result.status !== 0) throw npmFailure(component, result);
  } finally {
    stop();
  }
}

const registryHint = 'correct the registry of npm (npm config get registry), then';
/** The meaning of npm's messages: pattern, reason, and the remedy. */
const failures: readonly (readonly [pattern: RegExp, reason: string, hint: string])[] = [
  [/EINTEGRITY/, 'the registry of npm offers a package whose checksum is not the expected one', registryHint],
  [
    /ECONNREFUSED|ECONNRESET|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ERR_SOCKET|ENETUNREACH|ENOTCACHED|CERT_|_CERT/,
    'the registry of npm cannot be reached',
    'connect to the network, then',
  ],
  [/E404|ETARGET/, 'the registry of npm does not have a package of the pinned version', registryHint],
  [/ENOSPC/, 'no space left on the device', 'free some, then'],
];

function npmFailure(component: string, { status, stdout, stderr }: CommandResult): CannotInstall {
  const text = stdout + stderr;
  const known = failures.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return new CannotInstall(known[1], `${known[2]} ${againFor(component)}`);
  const lines = text.split('\n').map((line) => line.replace(/^npm (?:error|ERR!) ?/, '').trim());
  const line = lines.find((one) => one !== '' && !/^(code|errno|syscall|path|dest) /.test(one));
  return new CannotInstall(`npm failed (${line?.slice(0, 200) ?? `status ${status}`})`, againFor(component));
}

function againFor(component: string): string {
  return `npx lastbit engines install ${component}`;
}
