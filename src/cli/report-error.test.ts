import { afterEach, expect, test, vi } from 'vitest';
import { UsageError } from '../errors/usage-error.ts';
import { reportError } from './report-error.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function reported(error: unknown): readonly [status: number, text: string] {
  let text = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => {
    text += chunk;
    return true;
  });
  return [reportError(error), text];
}

const systemError = (code: string, more: object = {}): Error =>
  Object.assign(new Error(`${code}: something`), { code, syscall: 'open', ...more });

test.each([
  [new UsageError('a\n b \u001b[31m'), 2, 'lastbit: a b \\u001b[31m\n'],
  [
    systemError('ENOSPC', { path: '/x' }),
    2,
    'lastbit: /x: the disk is full (ENOSPC); free some space, or choose another place\n',
  ],
  [systemError('EROFS'), 2, 'lastbit: the file system is read-only (EROFS); choose another place\n'],
  [systemError('EDQUOT'), 2, /your quota of the disk is used up/],
  [systemError('EMFILE'), 2, /too many open files \(EMFILE\); raise `ulimit -n`/],
  [systemError('EACCES', { path: '/x\n' }), 2, /^lastbit: "\/x\\n": no permission \(EACCES\); change/],
  [systemError('EWEIRD', { path: '/x' }), 2, 'lastbit: /x: the system refuses (EWEIRD)\n'],
  [new RangeError('Maximum call stack size exceeded'), 1, /^lastbit: internal error \(RangeError: Maximum call stack/],
  ['a text', 1, /^lastbit: internal error \(thrown: a text\): a defect of lastbit; please report it .*LASTBIT_DEBUG=1/],
  [undefined, 1, /internal error/],
  [new Error('x'.repeat(1e6)), 1, /^.{2000,2300}\n$/],
])('%o is one line, without a stack', (error, status, text) => {
  const [found, line] = reported(error);
  expect(line).toMatch(text);
  expect(line).toMatch(/^[^\n]*\n$/);
  expect(found).toBe(status);
});

test('LASTBIT_DEBUG=1 adds the stack', () => {
  vi.stubEnv('LASTBIT_DEBUG', '1');
  const [, text] = reported(new TypeError('broken'));
  expect(text).toContain('internal error (TypeError: broken)');
  expect(text).toContain('report-error.test.ts');
});
