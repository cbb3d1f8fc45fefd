/**
 * What a process did instead of answering: it ended, said nothing within the time limit, or wrote what is not the protocol
 * (`unstartable`: already when it was asked hello, twice). The process is gone when this is thrown.
 */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';
  readonly kind: 'ended' | 'hung' | 'garbage' | 'unstartable';

  constructor(kind: EngineFault['kind'], what: string, stderrTail: string) {
    const lines = stderrTail.trim().split('\n').slice(-3).join(' | ');
    super(lines === '' ? what : `${what}; last on standard error: ${lines}`);
    this.kind = kind;
  }
}
