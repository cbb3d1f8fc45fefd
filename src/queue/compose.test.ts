import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, test, vi } from 'vitest';
import { places } from '../places/places.ts';
import { testWithBroker } from './broker.test-support.ts';
import { brokerProgram } from './local-broker.ts';

const compose = readFileSync(join(places.program, 'compose.yaml'), 'utf8');

test('the broker of compose.yaml has a version, and only this machine reaches its port', () => {
  expect(compose).toMatch(/^ {4}image: valkey\/valkey:\d+\.\d+$/m);
  const [, ports = ''] = /^ {4}ports:\n((?: {6}- .*\n)+)/m.exec(compose) ?? [];
  expect(ports.trim()).toBe('- "127.0.0.1:6379:6379"');
});

testWithBroker('a server takes the command of compose.yaml, and demands its password', async () => {
  const [, indented = ''] = /^ {6}- \|\n((?: {8}.*\n)+)/m.exec(compose) ?? [];
  // Compose reads $$ as $.
  const script = indented.replaceAll(/^ {8}/gm, '').replaceAll('$$', () => '$');
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-compose-'));
  const [password, port] = ['ab'.repeat(32), await freePort()];
  const program = brokerProgram()!;
  // That of the image starts it as another user.
  const entrypoint = `#!/bin/sh\nexec "$@" --port ${port} --bind 127.0.0.1 --dir ${folder}\n`;
  writeFileSync(join(folder, 'docker-entrypoint.sh'), entrypoint, { mode: 0o755 });
  const named = `#!/bin/sh\nexec ${program} "$@"\n`;
  if (program !== 'valkey-server') writeFileSync(join(folder, 'valkey-server'), named, { mode: 0o755 });
  const server = spawn('sh', ['-c', script], {
    env: { PATH: `${folder}:${process.env.PATH}`, PASSWORD: password },
    stdio: 'ignore',
  });
  const client = (given: string): Redis => {
    const one = new Redis({ port, password: given, retryStrategy: () => 50, maxRetriesPerRequest: 100 });
    return one.on('error', () => {});
  };
  const [known, wrong] = [client(password), client('wrong')];
  try {
    expect(await known.ping()).toBe('PONG');
    await expect(wrong.ping()).rejects.toThrow(/NOAUTH|WRONGPASS/);
    const settings = ['appendonly', 'appendfsync', 'save', 'maxmemory-policy'];
    const told = await Promise.all(settings.map(async (name) => ((await known.config('GET', name)) as string[])[1]));
    expect(told).toEqual(['yes', 'everysec', '', 'noeviction']);
  } finally {
    for (const one of [known, wrong]) one.disconnect();
    server.kill('SIGKILL');
    await vi.waitFor(() => expect(server.exitCode ?? server.signalCode).not.toBeNull());
    rmSync(folder, { recursive: true, force: true });
  }
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
