import { quoted } from '../errors/quoted.ts';

/** vitest takes a regular expression. */
const literally = (name: string): string => name.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

/** The POSIX shell command that runs one failing promise again: the test whose name begins so, and that case alone. */
export function rerunCommand(test: string, file: string, seed: number, path: string | null): string {
  const only = path === null ? '' : ` LASTBIT_PATH=${path}`;
  return `LASTBIT_SEED=${seed}${only} npx vitest run ${quoted(file)} -t ${quoted(literally(test))}`;
}
