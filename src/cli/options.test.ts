import { expect, test } from 'vitest';
import { lastbitSubjects } from '../engines/subjects.ts';
import { UsageError } from '../errors/usage-error.ts';
import { chooseSubjects } from './options.ts';

const subjects = lastbitSubjects();

test('subjects are chosen by id or by engine, in the order of the table', () => {
  const chosen = chooseSubjects('--subject', subjects, ['lastbit/pairwise', 'lastbit/sequential']);
  expect(chosen.map(({ id }) => id)).toEqual(['lastbit/sequential', 'lastbit/pairwise']);
  expect(chooseSubjects('--subject', subjects, ['lastbit'])).toEqual(subjects);
  expect(chooseSubjects('--subject', subjects, [])).toEqual(subjects);
  expect(chooseSubjects('--subject', subjects, ['other'], ['other'])).toEqual([]);
});

test('an unknown name is refused with the nearest one', () => {
  const choose = () => chooseSubjects('--subject', subjects, ['lastbit/sequentiall']);
  expect(choose).toThrow(UsageError);
  expect(choose).toThrow(
    '--subject lastbit/sequentiall: there is no such subject or engine; did you mean lastbit/sequential?',
  );
});
