import type { AnyEntry } from '../corpus/entry.ts';
import type { UserEngine } from '../engines/user-engine.ts';
import { places } from '../places/places.ts';

/** Where an entry lies, and the programs of the user's that there are. */
export interface ReplayPlace {
  readonly corpus: string;
  readonly engines: Readonly<Record<UserEngine['name'], UserEngine['command']>>;
}

/** What to type into a POSIX shell to replay an entry: its own command, the corpus where it is not the usual one, and the programs that it speaks of. */
export function replayCommand(
  { command, subject, partner }: ReplayableEntry,
  { corpus, engines }: ReplayPlace,
): string {
  const names = [subject, partner].map((one) => one?.id.split('/')[0]);
  return [
    command,
    ...(corpus === places.corpus ? [] : ['--corpus', quoted(corpus)]),
    ...Object.entries(engines)
      .filter(([name]) => names.includes(name))
      .flatMap(([name, words]) => ['--engine', quoted(`${name}=${words}`)]),
  ].join(' ');
}

type ReplayableEntry = Pick<AnyEntry, 'command' | 'subject'> & { readonly partner?: AnyEntry['subject'] };

const quoted = (text: string): string => (/^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
