import { shown } from '../../../src/errors/shown.ts';
import { nearestText, UsageError } from '../../../src/errors/usage-error.ts';
import type { OpenArray } from '../../../src/files/all-numbers.ts';
import type { ArrayFile } from '../../../src/files/array-file.ts';
import { arrayOfContent, extensionOf, namedOf, textParsers } from '../../../src/files/array-of-content.ts';
import type { LinkedFile } from '../../../src/link/linked-case.ts';

/** As for the command line. */
const largestText = 2 ** 24;
/** An image of 8,000 × 8,000 in binary32; a tab of a browser has no more memory than a few of these. */
const largestFile = 2 ** 28;

/** Opens what the page was given, by name; `told` hears of every array that could be read. */
export function openerOf(files: readonly LinkedFile[], told: (file: ArrayFile) => void): OpenArray {
  const opened = new Map<string, ArrayFile>();
  return (path) => {
    const before = opened.get(path);
    if (before !== undefined) return before;
    const { path: name } = namedOf(path);
    const file = files.find((one) => one.name === name);
    if (file === undefined) {
      const names = files.map((one) => one.name);
      const hint = names.length === 0 ? '' : `; did you mean ${nearestText(name, names)}?`;
      throw new UsageError(path === '' ? 'an array is missing' : `${shown(path)}: no such array${hint}`);
    }
    const most = extensionOf(name) in textParsers ? largestText : largestFile;
    if (file.content.length > most) {
      throw new UsageError(
        `${shown(name)}: has ${(file.content.length / 2 ** 20).toFixed(0)} MiB; this page reads at most ` +
          `${most / 2 ** 20} MiB of ${most === largestText ? 'text' : 'a file'}; the command line reads more`,
      );
    }
    const array = arrayOfContent(path, file.content);
    opened.set(path, array);
    told(array);
    return array;
  };
}
