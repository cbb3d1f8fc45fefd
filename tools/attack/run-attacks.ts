import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomOf } from '../../src/inputs/random.ts';
import type { Attack, Shown } from './attack.ts';
import { InputWorker } from './input-worker.ts';
import { runLastbit } from './run-lastbit.ts';

export interface Result {
  readonly attack: Attack;
  readonly shown: Shown;
  readonly seconds: number;
}

/** What `lastbit --version` takes on a quiet machine: time limits are stated for such a one. */
export const quietVersionMs = 350;

/** Runs attacks, so many at a time, each in a folder of its own. */
export async function runAttacks(
  attacks: readonly Attack[],
  { seed, workers }: { readonly seed: number; readonly workers: number },
  onResult: (result: Result) => void,
): Promise<readonly Result[]> {
  const arena = mkdtempSync(join(tmpdir(), 'lastbit-attack-'));
  const results: Result[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    const worker = new InputWorker();
    while (next < attacks.length) {
      const place = next++;
      const attack = attacks[place]!;
      const folder = join(arena, String(place));
      mkdirSync(folder);
      const begin = performance.now();
      const shown = await showing(attack, {
        folder,
        rng: randomOf(seed, attack.name),
        slowness: () => slowness(arena),
        worker: () => worker,
      });
      const result = { attack, shown, seconds: (performance.now() - begin) / 1000 };
      results[place] = result;
      onResult(result);
      rmSync(folder, { recursive: true, force: true });
    }
    worker.close();
  };
  try {
    await Promise.all(Array.from({ length: Math.max(1, workers) }, lane));
  } finally {
    rmSync(arena, { recursive: true, force: true });
  }
  return results;
}

/** An attack that cannot be carried out is no proof that lastbit held. */
async function showing(attack: Attack, arena: Parameters<Attack['attempt']>[0]): Promise<Shown> {
  try {
    return await attack.attempt(arena);
  } catch (error) {
    return { faults: [`the attack itself failed: ${(error as Error).stack}`] };
  }
}

/** Measured again when it is older than this. */
const freshMs = 10_000;
let measured = { at: Number.NEGATIVE_INFINITY, slowness: Promise.resolve(1) };

/** Load comes and goes: it is measured while the attacks run. */
function slowness(folder: string): Promise<number> {
  if (performance.now() - measured.at > freshMs) {
    measured = {
      at: performance.now(),
      slowness: runLastbit({ words: ['--version'], folder, withinMs: 120_000 }).then(({ ms }) =>
        Math.max(1, ms / quietVersionMs),
      ),
    };
  }
  return measured.slowness;
}
