import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

const everyMs = 250;

/** Tells `report` four times a second how much a folder holds and how long it has taken: `, 137 of 274 MB, 3.2 s`. Returns a function that stops. */
export function watchGrowth(
  folder: string,
  totalBytes: number | undefined,
  report: (text: string) => void,
): () => void {
  const start = performance.now();
  let largest = 0;
  const tell = (): void => {
    // What is unpacked or downloaded may be copied before the first copy goes: never more than all of it.
    largest = Math.min(Math.max(largest, bytesBelow(folder)), totalBytes ?? Number.POSITIVE_INFINITY);
    const seconds = (performance.now() - start) / 1000;
    const total = totalBytes === undefined ? '' : ` of ${(totalBytes / 1e6).toFixed(0)}`;
    report(`, ${(largest / 1e6).toFixed(0)}${total} MB, ${seconds.toFixed(1)} s`);
  };
  tell();
  const timer = setInterval(tell, everyMs);
  return () => clearInterval(timer);
}

/** Files come and go while we look: what is gone counts nothing. */
function bytesBelow(folder: string): number {
  let sum = 0;
  try {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      sum += entry.isDirectory() ? bytesBelow(path) : lstatSync(path).size;
    }
  } catch {
    // Gone.
  }
  return sum;
}
