/**
 * A mistake of the user: a file, an option or a text that is not what it should be. The message is one line that says
 * what is wrong, where, and what would be right. The command line prints it without a stack trace and exits with status
 * 2. Never thrown for a mistake in our own code.
 */
export class UsageError extends Error {
  /** Tells it from other errors where `instanceof` cannot. */
  override readonly name: string = 'UsageError';
}

/** The message of the UsageError that a check throws; undefined if it finds nothing wrong. */
export function problemOf(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/**
 * The text with the smallest edit distance (Levenshtein): the "did you mean" for an unknown name. `among` is not empty.
 */
export function nearestText(text: string, among: readonly string[]): string {
  // No name has as many letters, and the time grows with their number.
  const short = text.slice(0, 100);
  return among.reduce((best, other) => (letters(short, other) < letters(short, best) ? other : best));
}

function letters(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [line, letter] of [...from].entries()) {
    const next = [line + 1];
    for (const [column, other] of [...to].entries()) {
      next.push(Math.min(row[column]! + (letter === other ? 0 : 1), row[column + 1]! + 1, next[column]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
