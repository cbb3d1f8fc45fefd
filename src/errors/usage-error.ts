/**
 * A mistake of the person who uses the program: a file, an option or a text that is not what it should be.
 * The message is one line: what is wrong, where, and what would be right. The command line prints it without a stack
 * trace and ends with status 2. A mistake of our own code is never thrown as this.
 */
export class UsageError extends Error {
  /** Tells it from other errors where `instanceof` cannot. */
  override readonly name: string = 'UsageError';
}
