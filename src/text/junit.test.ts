import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { loops, mutantEngine } from '../bench/mutants/mutant.ts';
import { claimsNamed } from '../claims/all-claims.ts';
import type { Subject } from '../engines/engine.ts';
import { runCampaign } from '../fuzz/campaign.ts';
import { randomSource } from '../fuzz/case-source.ts';
import { junitXml } from './junit.ts';

/** Expat, which refuses what is no XML. Each element as [name, attributes, text]. */
const parse = `
import json, sys, xml.etree.ElementTree as tree
print(json.dumps([[e.tag, e.attrib, e.text or ""] for e in tree.fromstring(sys.stdin.buffer.read()).iter()]))`;

type Element = readonly [name: string, attributes: Readonly<Record<string, string>>, text: string];

function parsed(xml: string): readonly Element[] {
  const python = process.env.LASTBIT_PYTHON || 'python3';
  return JSON.parse(execFileSync(python, ['-c', parse], { input: xml, encoding: 'utf8' }));
}

const right = mutantEngine('right', loops({}));
const wrong = mutantEngine('wrong', loops({ after: (outputs) => void outputs.fill(7) }));
const hostile = 'it said <b> & "\u001b[2J" \ufffe';
const failing: Subject = {
  ...{ ...right, id: 'mutant/failing' },
  evaluate: async () => ({ kind: 'failed', reason: hostile }),
};

test('JUnit XML has a test case for each claim and subject, whatever engines say', async () => {
  const result = await runCampaign({
    ...{ subjects: [right, wrong, failing], claims: claimsNamed(['dot-any-order', 'dot-non-finite']) },
    ...{ source: randomSource(3), cases: 60 },
  });
  const xml = junitXml(result, { corpus: 'corpus', engines: { mutant: 'run "it"' } });
  const elements = parsed(xml);
  const [[root, counts]] = elements as [Element];
  expect(root).toBe('testsuites');
  expect(counts).toMatchObject({ name: 'lastbit', tests: String(result.rows.length + 1), errors: '2' });
  const of = (name: string): readonly Element[] => elements.filter(([tag]) => tag === name);
  expect(of('testcase').map(([, { classname, name }]) => `${classname} ${name}`)).toEqual([
    ...['mutant/right', 'mutant/wrong', 'mutant/failing'].flatMap((subject) =>
      result.rows.filter((row) => row.subject === subject).map(({ claim }) => `${subject} ${claim}`),
    ),
    expect.stringMatching(/^run seed 3, \d+ cases, \d+ shapes$/),
  ]);
  const failures = of('failure');
  expect(failures.length).toBe(Number(counts.failures));
  expect(failures[0]![2]).toMatch(/a guess: every wrong output is|a guess: wrong/);
  expect(failures[0]![2]).toMatch(/replay {5}npx lastbit corpus replay [0-9a-f]{16} --engine 'mutant=run "it"'/);
  expect(of('error')[0]![1].message).toBe('it said <b> & "\\u001b[2J" ?');
});

test('an engine that was restarted too often is an error of the run', async () => {
  const faults = { crashed: 9, hung: 0, extra: 0, garbage: 0 };
  const counts = { requests: 9, cases: 9, declined: 0, restarts: 9, retried: 0, lost: 0, waitedMs: 0, engineMs: 0 };
  const statistics = () => [{ engine: 'mutant', ...counts, faults, lastFault: 'it crashed' }];
  const claims = claimsNamed(['dot-any-order']);
  const result = await runCampaign({ subjects: [right], claims, source: randomSource(3), cases: 1, statistics });
  const error = parsed(junitXml(result, { corpus: 'corpus', engines: {} })).find(([name]) => name === 'error');
  expect(error).toEqual(['error', { message: 'unreliable', type: 'run' }, expect.stringContaining('it crashed')]);
});
