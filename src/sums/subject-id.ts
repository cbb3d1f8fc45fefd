import type { NarrowName } from '../float/narrow-numbers.ts';

/**
 * The parts of a subject's id. `name` is the operation of an engine, or the summation algorithm if the engine is
 * lastbit.
 */
export interface SubjectName {
  readonly engine?: string;
  readonly name: string;
  readonly format: 'binary32' | 'binary64' | NarrowName;
  readonly setting?: string;
}

/** `<engine>/<name>[:<format>][@<setting>]`. binary32 is not written. The engine defaults to `lastbit`. */
export function subjectId({ engine = 'lastbit', name, format, setting }: SubjectName): string {
  const suffix = format === 'binary32' ? '' : `:${format}`;
  return `${engine}/${name}${suffix}${setting === undefined ? '' : `@${setting}`}`;
}
