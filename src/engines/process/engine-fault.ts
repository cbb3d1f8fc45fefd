/**
 * What a process did instead of answering: it ended, said nothing within the time limit, or wrote what is not the protocol
 * (`unstartable`: already when it was asked hello, twice). The process is gone when this is thrown.
 */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';
  readonly kind: 'ended' | 'hung' | 'garbage' | 'unstartable';

  /** The last 4 KiB of standard error. */
  readonly stderrTail: string;

  constructor(kind: EngineFault['kind'], what: string, stderrTail: string) {
    const lines = lastLines(stderrTail);
    super(lines === '' ? what : `${what}; last on standard error: ${lines}`);
    this.kind = kind;
    this.stderrTail = stderrTail;
  }

  /** The same, of a process that did not even start. */
  static unstartable({ message, stderrTail }: EngineFault): EngineFault {
    const fault = new EngineFault('unstartable', '', stderrTail);
    fault.message = message;
    return fault;
  }
}

/** The last three lines that say something: no blank ones, no places in a stack. */
function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !/^at .*\d\)?$/.test(line))
    .slice(-3)
    .join(' | ');
}
