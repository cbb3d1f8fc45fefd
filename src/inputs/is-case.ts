import type { Case } from '../conv/batch.ts';
import { checkCase } from '../conv/check-shape.ts';
import { UsageError } from '../errors/usage-error.ts';

/** Whether anything at all is a case of the domain: a valid shape, and as many numbers as it says. */
export function isCase(value: unknown): value is Case {
  if (typeof value !== 'object' || value === null || !('shape' in value)) return false;
  try {
    checkCase(value as Case);
    return true;
  } catch (error) {
    if (error instanceof UsageError) return false;
    throw error;
  }
}
