import { UsageError } from '../errors/usage-error.ts';
import { checkHead, type FileHead, type LinkedCase, refuse } from './linked-case.ts';

/** What begins the fragment of a link, and says in which form the rest is. */
const mark = 'case=1.';
/** Browsers take longer addresses, but what people write on, such as an issue, does not. */
export const longestLink = 60_000;
/** A link of 60,000 letters can inflate to 46 MB. */
const largestInflated = 2 ** 24;

/**
 * A question as the fragment of an address, which no server gets: `case=1.` and, in base64url, a deflated stream of the
 * length of a JSON text (4 bytes, little-endian), the text, and the files one after another.
 */
export async function fragmentOf({ files, ...head }: LinkedCase): Promise<string> {
  const heads: readonly FileHead[] = files.map(({ name, content }) => [name, content.length]);
  const text = new TextEncoder().encode(JSON.stringify({ ...head, files: heads }));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length, true);
  const all = joined([length, text, ...files.map(({ content }) => content)]);
  return mark + base64url(await through(all, new CompressionStream('deflate-raw'), Number.POSITIVE_INFINITY));
}

/** Whether a fragment claims to be a question. */
export const isLink = (fragment: string): boolean => /^#?case=/.test(fragment);

/** The question of a fragment, with or without its #. Throws a UsageError for a damaged one. */
export async function caseOfFragment(fragment: string): Promise<LinkedCase> {
  const text = fragment.replace(/^#/, '');
  if (!text.startsWith(mark)) refuse('it is of another version of lastbit');
  const bytes = await inflated(text.slice(mark.length));
  if (bytes.length < 4) refuse('it is too short');
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (length > bytes.length - 4) refuse('it is cut short');
  const { head, files } = checkHead(parsed(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  const contents = files.map(([name, size]) => {
    if (size > bytes.length - at) refuse('a file of it is cut short');
    const content = bytes.slice(at, at + size);
    at += size;
    return { name, content };
  });
  return { ...head, files: contents };
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return refuse('its text is no JSON');
  }
}

async function inflated(text: string): Promise<Uint8Array> {
  if (!/^[\w-]*$/.test(text)) refuse('it has letters that no link has');
  try {
    const packed = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
    return await through(packed, new DecompressionStream('deflate-raw'), largestInflated);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return refuse('it does not inflate');
  }
}

type Filter = CompressionStream | DecompressionStream;

async function through(bytes: Uint8Array, filter: Filter, most: number): Promise<Uint8Array> {
  const reader = new Blob([bytes as Uint8Array<ArrayBuffer>]).stream().pipeThrough(filter).getReader();
  const parts: Uint8Array[] = [];
  for (let length = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return joined(parts);
    length += value.length;
    if (length > most) {
      reader.cancel().catch(() => {});
      refuse(`it inflates to more than ${most} bytes`);
    }
    parts.push(value);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function base64url(bytes: Uint8Array): string {
  let letters = '';
  // As arguments, which are limited.
  for (let at = 0; at < bytes.length; at += 2 ** 15)
    letters += String.fromCharCode(...bytes.subarray(at, at + 2 ** 15));
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
