import { clearLine, clearLineAbove, colourCodes, printableLines } from './printable.ts';

/** The only control sequences that lastbit writes, each as a write of its own. */
const passing: ReadonlySet<unknown> = new Set([clearLine, clearLineAbove, ...colourCodes]);

/**
 * From now on, text written to a stream has no hidden characters but line breaks, whichever function writes it.
 * `clearLine`, `clearLineAbove` and colours pass, each alone. Returns a function that ends this.
 */
export function escapeWrites(stream: Pick<NodeJS.WriteStream, 'write'>): () => void {
  const { write } = stream;
  stream.write = ((chunk: string | Uint8Array, ...rest: []) =>
    write.call(
      stream,
      typeof chunk === 'string' && !passing.has(chunk) ? printableLines(chunk) : chunk,
      ...rest,
    )) as typeof write;
  return () => {
    stream.write = write;
  };
}
