import { isOnPath } from './run-command.ts';

/**
 * Why a component cannot be installed on this machine, and the command that helps: no network, no Python, no compiler.
 * Both texts are fragments of one line: `<name>: <reason>; to get it: <howToGetIt>`.
 */
export class CannotInstall extends Error {
  readonly reason: string;
  readonly howToGetIt: string;

  constructor(reason: string, howToGetIt: string) {
    super(`${reason}; to get it: ${howToGetIt}`);
    this.name = 'CannotInstall';
    this.reason = reason;
    this.howToGetIt = howToGetIt;
  }
}

/** The same for an error of the file system. Any other error is returned as it is. */
export function asCannotInstall(error: unknown, cache: string): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return new CannotInstall('no space left', `free some at ${cache}, or set XDG_CACHE_HOME`);
  if (!['EACCES', 'EPERM', 'EROFS', 'ENOTDIR'].includes(code ?? '')) return error;
  return new CannotInstall(`cannot write (${message})`, `make ${cache} writable, or set XDG_CACHE_HOME`);
}

/** Debian's package → what other package managers call the same. */
const otherNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'g++': { dnf: 'gcc-c++', pacman: 'gcc', zypper: 'gcc-c++', brew: 'gcc' },
  'redis-server': { dnf: 'valkey', apk: 'valkey', pacman: 'valkey', zypper: 'valkey', brew: 'valkey' },
  python3: { pacman: 'python', brew: 'python' },
  'python3-pip': { pacman: 'python-pip', apk: 'py3-pip', brew: '' },
};
const managers: readonly (readonly [manager: string, command: string])[] = [
  ['apt-get', 'apt-get install'],
  ['dnf', 'dnf install'],
  ['apk', 'apk add'],
  ['pacman', 'pacman -S'],
  ['zypper', 'zypper install'],
  ['brew', 'brew install'],
];

/** The command by which this machine's package manager installs these (Debian's names). */
export function installHint(debianPackages: readonly string[]): string {
  const [manager, command] = managers.find(([name]) => isOnPath(name)) ?? ['apt-get', 'apt-get install'];
  const names = debianPackages.map((name) => otherNames[name]?.[manager] ?? name).filter((name) => name !== '');
  const sudo = manager !== 'brew' && process.getuid?.() !== 0 ? 'sudo ' : '';
  return `${sudo}${command} ${names.join(' ')}`;
}
