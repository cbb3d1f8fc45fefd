import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import type { ArrayFile } from '../../../files/array-file.ts';
import type { JudgeOptions } from './parse-judge.ts';

/** Throws a UsageError for a page or picture that would replace an array that is read, or one another. */
export function checkTargets({ report, svg, png }: JudgeOptions, read: readonly Pick<ArrayFile, 'path'>[]): void {
  const taken = new Map<string, string>(read.map(({ path }) => [placeOf(fileOf(path)), 'is an array that is read']));
  for (const [option, path] of Object.entries({ '--report': report, '--svg': svg, '--png': png })) {
    if (path === undefined) continue;
    const place = placeOf(path);
    const before = taken.get(place);
    if (before !== undefined) throw new UsageError(`${option} ${shown(path)}: ${before}; give another name`);
    taken.set(place, `is the file of ${option}`);
  }
}

/** Without the name of an array in it. */
const fileOf = (path: string): string => /^(.*?\.(?:npz|safetensors)):/is.exec(path)?.[1] ?? path;

const placeOf = (path: string): string => (existsSync(path) ? realpathSync(path) : resolve(path));
