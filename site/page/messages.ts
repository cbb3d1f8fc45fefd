import type { ErrorMap } from '../../src/arrays/error-map.ts';
import type { JudgementOfFiles } from '../../src/arrays/judgement.ts';
import type { Explanation } from '../../src/explain/explanation.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';

/** What the page asks its worker. */
export interface Ask {
  readonly id: number;
  readonly asked: LinkedCase;
}

/** What the worker answers: `read` and `first` on the way, then one of the others. */
export type Reply = { readonly id: number } & ReplyBody;

export type ReplyBody =
  | { readonly kind: 'read'; readonly files: readonly ReadFile[] }
  | { readonly kind: 'progress'; readonly text: string }
  | { readonly kind: 'first' | 'explained'; readonly explained: Explained }
  | { readonly kind: 'judged'; readonly judged: Judged }
  | { readonly kind: 'refused'; readonly message: string };

export interface ReadFile {
  readonly name: string;
  readonly type: string;
  readonly sizes: readonly number[];
}

export interface Explained {
  /** How long it took, in milliseconds. */
  readonly ms: number;
  readonly explanation: Explanation;
  /** The conclusion that `lastbit explain` prints below the answers. */
  readonly conclusion: string;
  /** The computations that give each result, in words, by the id of the subject. */
  readonly names: Readonly<Record<string, string>>;
  /** The question as a link may carry it: a large one as its window alone. */
  readonly linked: LinkedCase;
  readonly tests: Tests | undefined;
}

export interface Judged {
  readonly judgement: JudgementOfFiles;
  readonly maps: readonly (ErrorMap | undefined)[];
  readonly linked: LinkedCase;
  readonly tests: Tests | undefined;
}

/** Texts of tests that reproduce an answer; undefined where there are too many numbers for a text. */
export interface Tests {
  readonly vitest: string;
  readonly pytest: string;
}
