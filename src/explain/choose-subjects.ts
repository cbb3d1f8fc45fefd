import type { Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';

/** The subjects that were asked for, in table order: by id, or all of an engine by its name; without a wish, all. */
export function chooseSubjects(subjects: readonly Subject[], wished: readonly string[]): readonly Subject[] {
  if (wished.length === 0) return subjects;
  for (const wish of wished) {
    if (subjects.some((subject) => matches(subject, wish))) continue;
    throw new UsageError(`--subject ${wish}: there is no such subject; ${hint(subjects, wish)}`);
  }
  return subjects.filter((subject) => wished.some((wish) => matches(subject, wish)));
}

function matches({ id, engine }: Subject, wish: string): boolean {
  return id === wish || engine === wish;
}

/** The subjects of the engine that the wish begins with, or else the engines. */
function hint(subjects: readonly Subject[], wish: string): string {
  const engine = wish.split('/')[0]!;
  const near = subjects.filter((subject) => subject.engine === engine).map(({ id }) => id);
  if (near.length > 0) return `${engine} has ${near.join(', ')}`;
  return `the engines are ${[...new Set(subjects.map((subject) => subject.engine))].join(', ')}; "lastbit engines" lists all subjects`;
}
