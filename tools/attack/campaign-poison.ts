import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { shapeKey } from '../../src/conv/shape-text.ts';
import { batchSizes, randomSource } from '../../src/fuzz/case-source.ts';
import { batchesInRange } from '../../src/fuzz/range-plan.ts';
import type { Arena, Shown } from './attack.ts';
import { faultsOf } from './faults.ts';
import { tornFiles } from './kill-attacks.ts';
import { mutantWords } from './mutant-words.ts';
import { inPlace, startBroker, untilDone, WorkerCrew } from './queue-crew.ts';
import { type Run, runLastbit } from './run-lastbit.ts';

const seed = 5;
const cases = 2000;

interface Quarantine {
  readonly job: { readonly firstRange: number; readonly endRange: number };
  readonly culprit?: { readonly range: number; readonly batch?: number; readonly case?: number };
}

/**
 * One batch of a campaign kills the process that asks the engine. Its job is given up within three tries, the batch is
 * found, and all other jobs are done.
 */
export async function attemptPoison(arena: Arena): Promise<Shown> {
  const slowness = await arena.slowness();
  const { batch, shape } = rareBatch();
  const engine = mutantWords('1', { conv2d: `killer:${shape}` });
  const broker = await startBroker(arena);
  const place = { arena, url: broker.url };
  try {
    const words = ['dot-any-order', '--subject', 'mutants', '--engine', engine, '--seed', String(seed)];
    const options = ['--cases', String(cases), '--ranges-per-job', '2', '--json'];
    const added = await inPlace(place, 'add', ['campaign', 'add', ...words, ...options]);
    const { id, jobs } = JSON.parse(added.stdout) as { readonly id: string; readonly jobs: number };
    const crew = new WorkerCrew(place, 2, ['--jobs', '1', '--engine', engine]);
    const done = await untilDone(broker, id, jobs, 120_000 * slowness);
    const range = Math.floor(batch / batchesInRange(cases));
    const found = async (): Promise<readonly Quarantine[]> =>
      (await broker.client.hvals(`lastbit:quarantine:${id}`)).map((text) => JSON.parse(text) as Quarantine);
    // Each step of the search needs a process of its own.
    const until = performance.now() + 120_000 * slowness;
    while ((await found())[0]?.culprit === undefined && performance.now() < until) await sleep(200);
    await crew.end();
    const [quarantined, ...more] = await found();
    const { culprit } = quarantined ?? {};
    const isRight = culprit?.range === range && culprit.batch === batch && culprit.case !== undefined;
    const report = await inPlace(place, 'report', ['campaign', 'report', id, '--engine', engine]);
    return {
      faults: [
        ...(done.results === jobs - 1 && done.givenUp === 1 ? [] : [`${done.results} of ${jobs} done, 1 is poison`]),
        ...(more.length === 0 ? [] : [`${more.length} jobs are given up that are no poison`]),
        ...(isRight ? [] : [`range ${range}, batch ${batch} is the culprit, not ${JSON.stringify(culprit)}`]),
        ...faultsOf(report, { status: [1], violated: false, says: new RegExp(`batch ${batch}\\b`) }),
        ...crew.runs.flatMap((run) => faultsOf(run, { status: [0, 143, 'SIGTERM'], violated: false })),
      ],
      run: report,
    };
  } finally {
    await broker.close();
  }
}

/** A batch whose shape no other batch of the campaign has. */
function rareBatch(): { readonly batch: number; readonly shape: string } {
  const source = randomSource(seed, batchSizes(cases));
  const seen = new Map<string, number[]>();
  for (let batch = 0, count = 0; count < cases; batch++) {
    const drawn = source.batch(batch);
    count += drawn.count;
    const name = shapeKey(drawn.shape).replaceAll(/\s/g, '');
    seen.set(name, [...(seen.get(name) ?? []), batch]);
  }
  const once = [...seen].filter(([, numbers]) => numbers.length === 1);
  const [shape, [batch = 0] = []] = once[Math.floor(once.length / 2)]!;
  return { batch, shape };
}

/** A report onto a full disk: what cannot be written is printed, nothing is lost, and the next report is whole. */
export async function attemptFullDisk(arena: Arena): Promise<Shown> {
  const broker = await startBroker(arena);
  const place = { arena, url: broker.url };
  const full = join(arena.folder, 'full');
  mkdirSync(full);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', full]);
  if (mounted.status !== 0) return { faults: [], skipped: 'only root can mount a small disk' };
  try {
    spawnSync('sh', ['-c', `cat /dev/zero > '${join(full, 'filler')}'`]);
    const engine = ['--engine', mutantWords('1')];
    const words = ['dot-any-order', '--subject', 'mutants', ...engine, '--seed', '5', '--cases', '2000', '--json'];
    const added = await inPlace(place, 'add', ['campaign', 'add', ...words]);
    const { id } = JSON.parse(added.stdout) as { readonly id: string };
    const worked = await inPlace(place, 'work', ['campaign', 'work', '--drain', '--jobs', '1', ...engine]);
    const reporting = ['campaign', 'report', id, ...engine, '--report', 'page.html', '--junit', 'junit.xml'];
    const run = await runLastbit({
      ...{ words: reporting, folder: full, environment: { LASTBIT_QUEUE: broker.url } },
      withinMs: 120_000 * (await arena.slowness()),
    });
    const whole = await inPlace(place, 'whole', reporting);
    const told = whole.stdout.match(/NEW COUNTEREXAMPLE/g)?.length ?? 0;
    return {
      faults: [
        ...faultsOf(worked, { status: [0] }).map((fault) => `work: ${fault}`),
        ...faultsOf(run, { status: [1, 2], violated: true }),
        ...lost(run, told),
        ...tornFiles(join(full, 'corpus')),
        ...faultsOf(whole, { status: [1], violated: true }).map((fault) => `the next report: ${fault}`),
        ...(told > 0 ? [] : ['the next report has no counterexample']),
      ],
      run,
    };
  } finally {
    spawnSync('umount', [full]);
    await broker.close();
  }
}

/** What could not be written is printed whole. */
function lost({ stdout, stderr }: Run, told: number): readonly string[] {
  const printed = [...`${stdout}\n${stderr}`.matchAll(/^\{\n[\s\S]*?\n\}$/gm)];
  const whole = printed.filter(([text]) => text.includes('"lastbit-corpus-')).length;
  return whole >= told ? [] : [`of ${told} counterexamples ${whole} are printed whole`];
}
