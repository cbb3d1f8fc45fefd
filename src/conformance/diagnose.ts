import type { EngineFault } from '../engines/process/engine-fault.ts';
import { ProtocolError, type ProtocolRule } from '../engines/protocol/frame.ts';
import type { Fault } from './conformance.ts';
import { type Asked, inWords, wrongHeaderLength, wrongLength } from './recognise-length.ts';

/** What is known of a request that got no fitting answer. */
export interface Failed {
  /** Undefined for `hello`. */
  readonly asked: Asked | undefined;
  /** The bytes that came of an answer that is not whole. */
  readonly part: { readonly arrived: number; readonly announced: number | undefined } | undefined;
  /** The program computed at the end of its time, or most of the time. */
  readonly isComputing: boolean;
  /** Smaller requests were answered. */
  readonly isLarge: boolean;
}

/** What a program did wrong that ended, hung or broke the protocol, and what to do. */
export function diagnose(error: EngineFault | ProtocolError, failed: Failed): Fault {
  const fault = faultOf(error, failed);
  if (!failed.isLarge || !['no-answer', 'ended', 'short-frame'].includes(fault.kind)) return fault;
  const advice = 'Smaller requests were answered: read until all bytes have arrived; one read may give fewer.';
  return { ...fault, advice };
}

function faultOf(error: EngineFault | ProtocolError, failed: Failed): Fault {
  const cause = error instanceof ProtocolError ? error : error.cause;
  if (cause instanceof ProtocolError) return ofProtocol(cause, failed);
  const { kind, message } = error as EngineFault;
  if (kind === 'unstartable')
    return { kind: 'does-not-start', what: message, advice: 'Give a command that runs in this folder.' };
  if (kind === 'hung') return ofHang(message, failed);
  if (message.includes('belongs to the protocol')) return { kind: 'text-on-stdout', what: message, advice: toStderr };
  if (/^the engine closed its standard input/.test(message))
    return {
      ...{ kind: 'closed-input', what: `${message} before the end of the requests` },
      advice: 'Keep standard input open, and read requests until it ends.',
    };
  if (/^the engine closed its standard output/.test(message))
    return {
      ...{ kind: 'closed-output', what: `${message} before its answer` },
      advice: 'Keep standard output open until standard input ends.',
    };
  if (failed.part !== undefined) return shortFrame(failed.part, failed, message);
  return {
    kind: 'ended',
    what: `${message}; ${question(failed)} had no answer`,
    advice: 'Answer each request, {"type":"failed","reason":…} if need be, and exit only at the end of the input.',
  };
}

const question = ({ asked }: Pick<Failed, 'asked'>): string => (asked === undefined ? 'hello' : inWords(asked));
const toStderr = 'Redirect what libraries print, too.';

function ofHang(message: string, failed: Failed): Fault {
  const { part, isComputing } = failed;
  const what = `${question(failed)}: ${message}`;
  if (part !== undefined) return shortFrame(part, failed, message);
  if (isComputing)
    return {
      kind: 'endless-loop',
      what: `${what}, and the program still computes`,
      advice: 'Look for a loop without an end; a slow program needs a longer --engine-timeout.',
    };
  return {
    ...{ kind: 'no-answer', what: `${what}, and it did not compute` },
    advice:
      'Read exactly as many bytes as the two lengths say: 8, then the header, then the payload, which may be empty.',
  };
}

function shortFrame({ arrived, announced }: NonNullable<Failed['part']>, failed: Failed, message: string): Fault {
  const due = announced === undefined ? 'and a frame has at least 8' : `of ${announced} that it announces`;
  return {
    kind: 'short-frame',
    what: `the answer to ${question(failed)} has ${arrived} bytes ${due}; ${message}`,
    advice: 'Write as many bytes of header and payload as the lengths say, all of them, and flush.',
  };
}

/** What is said the same of every request, and what to do about it. */
const plain: Readonly<Partial<Record<ProtocolRule, readonly [kind: Fault['kind'], advice: string]>>> = {
  printed: ['text-on-stdout', toStderr],
  'not-json': ['not-json', 'Write the header as one JSON object in UTF-8, of as many bytes as its length says.'],
  'no-number': ['nan-in-header', 'Leave the field out, or write a string or null: JSON has no NaN and no infinity.'],
  field: ['field', 'Write the field as docs/protocol.md names it.'],
  id: ['id', 'Copy "id" from the header of the request into that of its answer, as a number.'],
  count: ['field', 'Copy "count" from the request: one answer holds the outputs of all its cases.'],
  extra: ['extra-bytes', 'Write one frame for each request and nothing behind it; look at the length of the payload.'],
  'two-answers': ['two-answers', 'Write one answer to each request.'],
  'other-format': [
    'wrong-format',
    'Answer a request in 16 bits with "format":"binary32" and 4 bytes for each output, or with its own format and 2.',
  ],
  outside: ['outside-format', 'Round each result to the "format" of the request before it is written.'],
  late: ['late-answer', 'Write one answer to each request, before the next one is read.'],
};

function ofProtocol(cause: ProtocolError, failed: Failed): Fault {
  const { asked } = failed;
  const [kind, advice] = plain[cause.rule] ?? [];
  if (kind !== undefined && advice !== undefined)
    return { kind, what: `the answer to ${question(failed)}: ${cause.message}`, advice };
  if (cause.claimed === undefined || asked === undefined)
    return wrongHeaderLength(`the answer to ${question(failed)}: ${cause.message}`);
  return wrongLength(asked, cause.claimed);
}
