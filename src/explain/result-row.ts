import { bits32, bits64 } from '../float/bits.ts';
import { shortestDecimal } from '../float/decimal.ts';
import type { References } from '../judge/references.ts';
import type { Asked } from './ask-subject.ts';
import type { ResultRow } from './explanation.ts';
import { fullDecimal } from './full-decimal.ts';
import type { OutputFacts } from './output-facts.ts';
import { resultErrors } from './result-errors.ts';

/** A subject's row before any order has been tried: its result and its errors, or what became of it instead. */
export async function resultRow(asked: Asked, facts: OutputFacts, references: References): Promise<ResultRow> {
  const { subject, availability, outcome, value } = asked;
  const { id, format } = subject;
  const row = { subject: id, availability, outcome, format, explainedBy: [], explainedBecause: null, revealed: null };
  if (value === undefined) return { ...row, ...nothing };
  return {
    ...row,
    bits: format === 'binary32' ? bits32(value) : bits64(value),
    decimal: fullDecimal(value),
    shortest: shortestDecimal(value, format),
    ...(await resultErrors(value, subject, facts, references)),
  };
}

const nothing = {
  bits: null,
  decimal: null,
  shortest: null,
  signedErrorUlp: null,
  errorUlp: null,
  errorOverUP: null,
  boundClaim: null,
  boundUlp: null,
  withinBound: null,
  boundBecause: null,
};
