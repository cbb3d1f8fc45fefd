import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { allClaims } from '../src/claims/all-claims.ts';
import { isByChance } from '../src/corpus/defect.ts';
import { lintCorpus, programBeside } from '../src/corpus/lint-corpus.ts';
import { loadCorpus } from '../src/corpus/store.ts';
import { findVenv, numpyVersions, pythonIn } from '../src/engines/locations.ts';
import { modulesOf } from '../src/engines/modules-of.ts';
import { replayEntries } from '../src/replay/replay-entry.ts';
import { registry } from './engines.ts';

const corpus = loadCorpus('corpus');

/**
 * Every committed entry still shows what it was kept for, at the version that it names. At another version a change
 * is news, not an error.
 */
describe('corpus', () => {
  test('is canonical', () => {
    expect(lintCorpus(corpus)).toEqual([]);
  });

  /** Programs find libraries where lastbit has installed them. */
  const env = { ...process.env, NODE_PATH: modulesOf('tfjs-node') ?? '' };
  const numpy = findVenv('numpy', numpyVersions);
  const python = numpy === undefined ? 'python3' : pythonIn(numpy.folder);

  /** Runs programs one after another; those in Python in one process, because it loads the library once. */
  const outputs = async (engine: string, programs: readonly string[]): Promise<readonly string[]> => {
    const isPython = programs.every((program) => program.endsWith('.py'));
    const options = { env: { ...env, PYTHONPATH: modulesOf(engine) ?? '' } };
    const all = isPython ? [['-c', inTurn, ...programs]] : programs.map((program) => [program]);
    const run = (words: readonly string[]) => promisify(execFile)(isPython ? python : process.execPath, words, options);
    const ended = await Promise.all(all.map(run));
    return ended.flatMap(({ stdout }) => stdout.trimEnd().split('\n'));
  };
  const inTurn = 'import runpy, sys\nfor program in sys.argv[1:]: runpy.run_path(program)';

  test('has programs that show each defect of an engine without lastbit', async () => {
    const { subjects } = registry;
    const programs = new Map<string, { readonly program: string; readonly wrong: unknown }[]>();
    for (const { path, entry } of corpus.entries.filter(({ entry }) => entry.role === 'defect')) {
      const subject = subjects.find(({ id }) => id === entry.subject.id);
      const availability = await subject?.availability();
      if (subject === undefined || availability?.kind !== 'ready') continue;
      if (availability.version !== entry.subject.version) continue;
      const program = programBeside(path) ?? '';
      // What processors and earlier calls decide shows on some only.
      const wrong = isByChance(entry) ? expect.any(Boolean) : true;
      programs.set(subject.engine, [...(programs.get(subject.engine) ?? []), { program, wrong }]);
    }
    const shown = [...programs].map(async ([engine, ofEngine]) => {
      const lines = await outputs(
        engine,
        ofEngine.map(({ program }) => program),
      );
      expect(lines).toHaveLength(ofEngine.length);
      for (const [index, { program, wrong }] of ofEngine.entries())
        expect(JSON.parse(lines[index]!), program).toMatchObject({ wrong });
    });
    await Promise.all(shown);
  });

  test('replays', async () => {
    const { subjects } = registry;
    const entries = corpus.entries.map(({ entry }) => entry);
    const replays = await replayEntries(entries, subjects, allClaims);
    const missing = replays.filter(({ state }) => state === 'missing');
    for (const line of new Set(missing.map(({ entry, reason }) => `${entry.subject.id} is missing: ${reason}`)))
      process.stderr.write(`${line}\n`);
    for (const { entry, state, news } of replays) {
      if (news !== undefined) process.stderr.write(`${entry.id}: ${news}\n`);
      if (entry.role !== 'defect' || state !== 'violated') continue;
      process.stderr.write(
        `KNOWN DEFECT still shows: ${entry.subject.id} ${entry.subject.version} (corpus ${entry.id})\n`,
      );
    }
    expect(replays).toHaveLength(entries.length);
    const unexpected = replays.filter(({ asExpected, state }) => asExpected === false || state === 'failed');
    expect(unexpected.map(({ entry, state, reason }) => `${entry.id}: ${state} ${reason ?? ''}`)).toEqual([]);
  });
});
