import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { allClaims } from '../src/claims/all-claims.ts';
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

  test('has programs that show each defect of an engine without lastbit', async () => {
    const { subjects } = registry;
    const defects = corpus.entries.filter(({ entry }) => entry.role === 'defect');
    const shown = defects.map(async ({ path, entry }) => {
      const subject = subjects.find(({ id }) => id === entry.subject.id);
      const availability = await subject?.availability();
      if (availability?.kind !== 'ready' || availability.version !== entry.subject.version) return;
      const program = programBeside(path) ?? '';
      const command = program.endsWith('.py') ? python : process.execPath;
      const modules = modulesOf(subject?.engine ?? '') ?? '';
      const { stdout } = await promisify(execFile)(command, [program], { env: { ...env, PYTHONPATH: modules } });
      expect(JSON.parse(stdout), program).toMatchObject({ wrong: true });
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
