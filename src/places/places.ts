import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where lastbit lies, and where it reads and writes. Paths that are relative belong to the current folder; nothing is
 * created before something is written.
 */
export interface Places {
  /** TypeScript sources run, and the program's folder is a git checkout. False in the package that npm installs. */
  readonly isCheckout: boolean;
  /** The folder of package.json. */
  readonly program: string;
  /** Where the corpus is read and counterexamples are written, unless `--corpus` says otherwise. */
  readonly corpus: string;
  /**
   * A corpus that is read besides, so that known defects of engines are known everywhere; undefined in a checkout,
   * where it is `corpus`.
   */
  readonly packagedCorpus: string | undefined;
  /** Where reports are written, unless `--report` says otherwise. */
  readonly report: string;
  /** What `lastbit reveal --all` has recorded, for `lastbit engines list --markdown`. */
  readonly survey: string;
}

export const places: Places = placesOf(import.meta.url);

/** The places, from the URL of this module: `src/places/places.ts` or `dist/places/places.js`. */
export function placesOf(url: string): Places {
  const program = fileURLToPath(new URL('../..', url));
  const isCheckout = url.endsWith('.ts');
  return {
    ...{ isCheckout, program, corpus: 'corpus', report: join('reports', 'latest') },
    packagedCorpus: isCheckout ? undefined : join(program, 'corpus'),
    survey: join(isCheckout ? 'corpus' : join(program, 'corpus'), 'survey'),
  };
}
