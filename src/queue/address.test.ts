import { expect, test } from 'vitest';
import { problemOf } from '../errors/usage-error.ts';
import { addressOf, addressText, parseAddress } from './address.ts';

test('the option stands above the environment, and both above the usual address', () => {
  const environment = { LASTBIT_QUEUE: 'redis://127.0.0.2:7000/3' };
  expect(addressOf({ queue: 'redis://localhost' }, environment).shown).toBe('redis://localhost:6379');
  expect(addressOf({}, environment)).toEqual({
    ...{ host: '127.0.0.2', port: 7000, database: 3, isEncrypted: false, shown: 'redis://127.0.0.2:7000/3' },
  });
  expect(addressOf({}, { LASTBIT_QUEUE: '' }).shown).toBe('redis://127.0.0.1:6379');
});

test('user, password and TLS are read, and are not in what is shown', () => {
  const address = parseAddress('rediss://me:p%40ss:w@broker.example:7000', '--queue');
  expect(address).toMatchObject({ username: 'me', password: 'p@ss:w', isEncrypted: true, host: 'broker.example' });
  expect(address.shown).toBe('rediss://broker.example:7000');
  expect(parseAddress(addressText(address), '--queue')).toEqual(address);
  const withDollars = parseAddress('redis://:$%26$1@[::1]:7000/2', '--queue');
  expect(withDollars).toMatchObject({ host: '::1', password: '$&$1' });
  expect(parseAddress(addressText(withDollars), '--queue')).toEqual(withDollars);
});

test.each([
  ...['', 'x', 'localhost:6379', 'http://localhost', 'redis://', 'redis://h:99999', 'redis://h/db', 'redis://h?x=1'],
  ...['redis://:secret@h:port', 'redis:secret@h', ':secret@host', 'redis://a:%E0secret@h', 'redis://u:secret@h/x@y'],
  ...['redis://h/0?password=secret', 'redis://h?username=a&password=s@secret'],
])('%s is no address, which one line says without its password', (text) => {
  const problem = problemOf(() => void addressOf({ queue: text }, {}));
  expect(problem).toMatch(/^--queue .*: not redis:\/\//);
  expect(problem).not.toContain('secret');
});

test.each([
  ['redis://broker.example', 'TLS (rediss://) and a password'],
  ['rediss://broker.example', 'a password'],
  ['redis://:secret@10.0.0.1', 'TLS (rediss://)'],
  ['redis://127.0.0.1.example', 'TLS (rediss://) and a password'],
])('%s is refused for lack of %s, unless it is allowed', (queue, lacks) => {
  const problem = problemOf(() => void addressOf({ queue }, {}));
  expect(problem).toContain(`: without ${lacks}; `);
  expect(problem).not.toContain('secret');
  expect(problemOf(() => void addressOf({ queue, insecure: true }, {}))).toBeUndefined();
});

test.each(['redis://localhost', 'redis://127.9.9.9', 'redis://[::1]', 'rediss://:secret@broker.example'])(
  '%s is safe enough',
  (queue) => expect(problemOf(() => void addressOf({ queue }, {}))).toBeUndefined(),
);
