import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { allClaims } from '../claims/all-claims.ts';
import type { Claim } from '../claims/claim.ts';
import { type ClaimDefinition, defineClaim, outputClaimOf } from '../claims/user-claim.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readText } from '../files/read-input.ts';

/** The option by which a command takes modules with the user's own claims. */
export const claimsOption = [
  '--claims <file>',
  'a module that exports your own claims, see docs/library.md (repeatable); .js or .mjs, .ts in a checkout',
] as const;

/**
 * The claims that modules export, in any order and under any names, one by one or as arrays. Throws a UsageError, one
 * line, for a module that cannot be read, exports none, or exports a wrong one; and for an id that is given twice.
 */
export async function readUserClaims(files: readonly string[]): Promise<readonly ClaimDefinition[]> {
  const all: ClaimDefinition[] = [];
  for (const file of files) {
    const exported = Object.values(await read(file)).flat();
    if (exported.length === 0) throw new UsageError(`--claims ${file}: it exports no claim; see defineClaim`);
    for (const one of new Set(exported)) {
      const claim = checked(file, one);
      if (all.some(({ id }) => id === claim.id)) throw new UsageError(`--claims ${file}: ${claim.id} is there twice`);
      all.push(claim);
    }
  }
  return all;
}

/** All claims, and those of the user's modules. */
export async function claimsWith(files: readonly string[] = []): Promise<readonly Claim[]> {
  return [...allClaims, ...(await readUserClaims(files)).map(outputClaimOf)];
}

async function read(file: string): Promise<Readonly<Record<string, unknown>>> {
  const path = resolve(file);
  try {
    // The import of a FIFO would never end.
    readText(path);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`--claims ${error.message}`) : error;
  }
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    throw new UsageError(`--claims ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function checked(file: string, one: unknown): ClaimDefinition {
  try {
    return defineClaim(one as ClaimDefinition);
  } catch (error) {
    // A mistake in the definition, or one that reading its fields throws.
    throw new UsageError(`--claims ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
