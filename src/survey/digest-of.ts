import { createHash } from 'node:crypto';

/** Twelve hexadecimal digits that stand for a text that is too long to keep. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
