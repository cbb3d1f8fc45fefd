import type { ProtocolError } from '../protocol/frame.ts';
import { printable } from '../protocol/printed-text.ts';

export type FaultKind = 'ended' | 'hung' | 'extra' | 'garbage' | 'unstartable' | 'interrupted';

/**
 * Why a process did not answer: it ended, exceeded the time limit, wrote something that belongs to no request
 * (`extra`), or something that is not the protocol. `unstartable`: it did not say hello. `interrupted`: lastbit did not
 * wait, for it is about to end; this is no fault of the engine. The process is gone when this is thrown.
 */
export class EngineFault extends Error {
  override readonly name = 'EngineFault';
  readonly kind: FaultKind;

  /** The last 4 KiB of standard error. */
  readonly stderrTail: string;

  /** `cause`: what was wrong with its output, for `extra` and `garbage`. */
  constructor(kind: EngineFault['kind'], what: string, stderrTail: string, cause?: ProtocolError) {
    const lines = lastLines(stderrTail);
    super(lines === '' ? what : `${what}; last on standard error: ${lines}`, { cause });
    this.kind = kind;
    this.stderrTail = stderrTail;
  }

  /** The same fault, for a process that did not start. */
  static unstartable({ message, stderrTail }: EngineFault): EngineFault {
    const fault = new EngineFault('unstartable', '', stderrTail);
    fault.message = message;
    return fault;
  }
}

/** The last three informative lines: no blank lines, no stack frames. */
function lastLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '' && !/^at .*\d\)?$/.test(line))
    .slice(-3)
    .map(printable)
    .join(' | ');
}
