import { WriteStream } from 'node:tty';
import { afterEach, expect, test, vi } from 'vitest';
import { escapeWrites } from '../errors/escape-writes.ts';
import { outputWidth, painted, writePainted } from './paint.ts';

const red = (text: string): string => `\u001b[31m${text}\u001b[39m`;
const green = (text: string): string => `\u001b[32m${text}\u001b[39m`;
const yellow = (text: string): string => `\u001b[33m${text}\u001b[39m`;
afterEach(() => vi.unstubAllEnvs());

test('what is wrong is red, what is known is yellow, what holds is green, and what is only observed is plain', () => {
  vi.stubEnv('NO_COLOR', undefined);
  vi.stubEnv('FORCE_COLOR', '1');
  expect(
    painted([
      '  mine/conv2d  VIOLATED  64  0 %  128 violations',
      '  mine/conv2d  holds     64  0 %',
      '  mine/conv2d  does not hold  64  rounding: …',
      '  numpy/dot  known defect  64',
      'mine/conv2d: WRONG (2 proven claims violated; smallest case above)',
      'mine/conv2d: no violation of 14 proven claims on 2,036 cases, 431 shapes',
      'NEW COUNTEREXAMPLE  dot-any-order by mine/conv2d: corpus/x.json',
      'Properties of mine/conv2d, not promised by a theorem. holds: same-call-twice.',
    ]),
  ).toEqual([
    `  mine/conv2d  ${red('VIOLATED')}  64  0 %  128 violations`,
    `  mine/conv2d  ${green('holds')}     64  0 %`,
    '  mine/conv2d  does not hold  64  rounding: …',
    `  numpy/dot  ${yellow('known defect')}  64`,
    `mine/conv2d: ${red('WRONG')} (2 proven claims violated; smallest case above)`,
    `mine/conv2d: ${green('no violation')} of 14 proven claims on 2,036 cases, 431 shapes`,
    `${red('NEW COUNTEREXAMPLE')}  dot-any-order by mine/conv2d: corpus/x.json`,
    'Properties of mine/conv2d, not promised by a theorem. holds: same-call-twice.',
  ]);
});

test('colours pass the guard of outputs, and sequences within a text do not', () => {
  vi.stubEnv('FORCE_COLOR', '1');
  let written = '';
  const stream = Object.assign(Object.create(WriteStream.prototype), {
    write: (text: string) => {
      written += text;
      return true;
    },
  });
  const end = escapeWrites(stream);
  writePainted(['mine/\u001b[2Jconv2d: WRONG (x)'], stream);
  end();
  expect(written).toBe(`mine/\\u001b[2Jconv2d: ${red('WRONG')} (x)\n`);
});

test('a terminal gets colours unless NO_COLOR is set, and a pipe gets none', () => {
  const lines = ['  mine/conv2d  VIOLATED  64'];
  // What Node takes the number of colours from: a CI service has colours of its own kind.
  for (const name of ['FORCE_COLOR', 'NO_COLOR', 'CI', 'COLORTERM', 'TMUX', 'TEAMCITY_VERSION', 'TERM_PROGRAM'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('TERM', 'xterm-256color');
  const streamOf = (isTTY: boolean): WriteStream =>
    Object.defineProperty(Object.create(WriteStream.prototype), 'isTTY', { value: isTTY });
  expect(painted(lines, streamOf(true))).toEqual([`  mine/conv2d  ${red('VIOLATED')}  64`]);
  expect(painted(lines, streamOf(false))).toEqual(lines);
  vi.stubEnv('NO_COLOR', '1');
  expect(painted(lines, streamOf(true))).toEqual(lines);
});

test('the width is that of the terminal, within limits', () => {
  expect(outputWidth({ isTTY: true, columns: 120 })).toBe(120);
  expect(outputWidth({ isTTY: true, columns: 20 })).toBe(80);
  expect(outputWidth({ isTTY: true, columns: 999 })).toBe(200);
  expect(outputWidth({ isTTY: false, columns: 120 })).toBe(100);
});
