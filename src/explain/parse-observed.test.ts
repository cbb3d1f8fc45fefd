import { expect, test } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { parseObserved } from './parse-observed.ts';

test('a name may hold what it likes, the number is kept as it is printed', () => {
  expect(parseObserved('TF 1.4, gpu=0 = 0.0010')).toEqual({ name: 'TF 1.4, gpu=0', printed: '0.0010' });
  expect(parseObserved('x=-1.5e-3')).toEqual({ name: 'x', printed: '-1.5e-3' });
  expect(parseObserved('x=.5').printed).toBe('.5');
});

test.each(['0.5', '=0.5', 'x=', 'x=abc', 'x=0x10', 'x=1,5', 'x=1e', 'x=NaN', 'x=1e99999', `x=${'1'.repeat(1300)}`])(
  'refuses %s',
  (text) => {
    expect(() => parseObserved(text)).toThrow(UsageError);
  },
);
