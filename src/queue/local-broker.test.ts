import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isAlive, startOf } from '../install/lock.ts';
import { testWithBroker } from './broker.test-support.ts';
import { findLocalBroker, openLocalBroker, stopLocalBroker } from './local-broker.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-broker-test-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await stopLocalBroker(folder).catch(() => {});
  rmSync(folder, { recursive: true, force: true });
});

async function asking<Answer>(url: string, question: (client: Redis) => Promise<Answer>): Promise<Answer> {
  const client = new Redis(url, { retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => {});
  try {
    return await question(client);
  } finally {
    client.disconnect();
  }
}

testWithBroker('it is found while it runs, and killed and started again it has its address and queues', async () => {
  expect(await findLocalBroker(folder)).toBeUndefined();
  const first = await openLocalBroker(folder);
  expect(first).toMatchObject({
    isNew: true,
    url: expect.stringMatching(/^redis:\/\/:[0-9a-f]{64}@127\.0\.0\.1:\d+$/),
  });
  expect(await openLocalBroker(folder)).toEqual({ ...first, isNew: false });
  await asking(first.url, async (client) => {
    await client.set('kept', 'yes');
    // What is not a second old may be lost.
    await client.call('WAITAOF', '1', '0', '5000').catch(() => client.config('SET', 'appendfsync', 'always'));
  });
  process.kill(first.pid, 'SIGKILL');
  await vi.waitFor(() => expect(isAlive(first.pid, undefined)).toBe(false));
  expect(await findLocalBroker(folder)).toBeUndefined();
  const second = await openLocalBroker(folder);
  expect({ ...second, pid: first.pid }).toEqual(first);
  expect(await asking(second.url, (client) => client.get('kept'))).toBe('yes');
  expect(await stopLocalBroker(folder, 'discard')).toBe(true);
  expect(existsSync(folder)).toBe(false);
  expect(isAlive(second.pid, undefined)).toBe(false);
});

testWithBroker('only its user can read the password, which it demands', async () => {
  const { url } = await openLocalBroker(folder);
  for (const name of ['broker.json', 'broker.conf']) expect(statSync(join(folder, name)).mode & 0o77).toBe(0);
  const { hostname, port } = new URL(url);
  const nobody = asking(`redis://${hostname}:${port}`, (client) => client.get('kept'));
  await expect(nobody).rejects.toThrow('NOAUTH');
  const settings = await asking(url, (client) => client.config('GET', '*'));
  const named = Object.fromEntries((settings as string[]).map((name, i, all) => [name, all[i + 1]]));
  expect(named).toMatchObject({ bind: '127.0.0.1', appendonly: 'yes', 'maxmemory-policy': 'noeviction' });
});

testWithBroker('whoever has taken its port is not asked', async () => {
  const { pid } = await openLocalBroker(folder);
  const path = join(folder, 'broker.json');
  const state = JSON.parse(readFileSync(path, 'utf8'));
  // Another process has its number now.
  writeFileSync(path, JSON.stringify({ ...state, start: '1' }));
  expect(await findLocalBroker(folder)).toBeUndefined();
  writeFileSync(path, '{"port": 1');
  await expect(findLocalBroker(folder)).rejects.toThrow(/broker\.json is not what lastbit wrote; /);
  process.kill(pid);
  await vi.waitFor(() => expect(isAlive(pid, undefined)).toBe(false));
});

testWithBroker('one that does not answer is named, and no second one writes to its files', async () => {
  const { pid } = await openLocalBroker(folder);
  process.kill(pid, 'SIGSTOP');
  const silent = new RegExp(
    `^the server of ${folder}, process ${pid}, does not answer \\(.+\\); wait, or end it by kill ${pid}$`,
  );
  try {
    await expect(openLocalBroker(folder, 50)).rejects.toThrow(silent);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  expect(await openLocalBroker(folder)).toMatchObject({ pid, isNew: false });
});

test('one that still reads its file is waited for', async () => {
  const answers = ['-LOADING Valkey is loading the dataset in memory\r\n', '+PONG\r\n'];
  const server = createServer((socket) =>
    socket.on('data', (chunk) => {
      for (const [, command] of chunk.toString().matchAll(/\*\d+\r\n\$\d+\r\n(\w+)/g))
        socket.write(command?.toLowerCase() === 'ping' ? (answers.shift() ?? '') : '+OK\r\n');
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const state = { port, password: 'a'.repeat(64), pid: process.pid, start: startOf(process.pid), program: 'any' };
  writeFileSync(join(folder, 'broker.json'), JSON.stringify(state));
  expect(await findLocalBroker(folder)).toMatchObject({ pid: process.pid, isNew: false });
  expect(answers).toEqual([]);
  rmSync(join(folder, 'broker.json'));
  server.close();
});

test('without a server, one line says how to get one', async () => {
  vi.stubEnv('PATH', folder);
  vi.stubEnv('XDG_CACHE_HOME', folder);
  const line = /^there is no valkey-server or redis-server on PATH; to get one: .*(install|docker compose)/;
  await expect(openLocalBroker(folder)).rejects.toThrow(line);
});

test('a server that does not start is named with what it said', async () => {
  writeFileSync(join(folder, 'valkey-server'), '#!/bin/sh\necho "out of ink" >broker.log\n', { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  await expect(openLocalBroker(folder)).rejects.toThrow(/^valkey-server does not start: out of ink; see /);
});
