import { programOnPath } from './program-on-path.ts';

/** Debian's package → what other package managers call the same. */
const otherNames: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'g++': { dnf: 'gcc-c++', pacman: 'gcc', zypper: 'gcc-c++', brew: 'gcc' },
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

/** The command by which this machine's own package manager installs these (Debian's names), and what to do after it. */
export function installHint(debianPackages: readonly string[]): string {
  const [manager, command] = managers.find(([name]) => programOnPath(name) !== undefined) ?? [
    'apt-get',
    'apt-get install',
  ];
  const names = debianPackages.map((name) => otherNames[name]?.[manager] ?? name).filter((name) => name !== '');
  const sudo = manager !== 'brew' && process.getuid?.() !== 0 ? 'sudo ' : '';
  return `${sudo}${command} ${names.join(' ')}`;
}
