import { expect, test } from 'vitest';
import type { JudgementOfFiles } from '../../../arrays/judgement.ts';
import { questionOf } from '../../../arrays/question-of.ts';
import type { ArrayFile } from '../../../files/array-file.ts';
import { nextCommands } from './next-commands.ts';

const largest = { index: 0, place: [], computed: 2, exact: 1, errorUlp: 1, bound: 1, errorOverBound: 0.1 };

function commandsFor(length: number): readonly string[] {
  const read = (): Float64Array => new Float64Array();
  const array: ArrayFile = { path: 'x.npy', type: 'float32', sizes: [length], length, read, close: () => {} };
  const answer = { name: 'y', type: 'float32', verdict: 'rounding', outputs: 1, correctlyRounded: 0, largest };
  const inputs = [{ role: 'summed', path: 'x.npy', type: 'float32', sizes: [length] }];
  const judged = { verdict: 'rounding', outputs: [answer], question: { inputs, terms: length } };
  const words = { kind: 'sum', files: ['x.npy'], options: {} } as const;
  return nextCommands(judged as unknown as JudgementOfFiles, words, questionOf({ kind: 'sum', array }), {
    ...{ isRounded: false, isStated: false },
  });
}

test('no command is proposed that refuses so many terms or numbers', () => {
  expect(commandsFor(2 ** 24)).toEqual([
    'npx lastbit explain sum x.npy --output 0 --observed y=2',
    'npx lastbit tolerance sum x.npy',
  ]);
  expect(commandsFor(2 ** 25)).toEqual(['npx lastbit tolerance sum x.npy']);
  expect(commandsFor(2 ** 27)).toEqual([]);
});
