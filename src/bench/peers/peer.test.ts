import { expect, test } from 'vitest';
import { startPeer } from './peers.ts';

const node = (program: string): Promise<Awaited<ReturnType<typeof startPeer>>> =>
  startPeer(process.execPath, ['-e', program]);

test('a peer answers a line for a line', async () => {
  const peer = await node(`
    console.log('{"versions":{"tool":"1"}}');
    const answer = (line) => JSON.stringify({ cases: Number(line), processorSeconds: 1, violations: 0 });
    process.stdin.on('data', (line) => console.log(answer(line)));`);
  expect(peer.versions).toEqual({ tool: '1' });
  expect(await peer.round('7')).toEqual({ cases: 7, processorSeconds: 1, violations: 0 });
  expect((await peer.round('8')).cases).toBe(8);
  peer.close();
});

test('a peer that does not start, or ends, is an error with its last words', async () => {
  await expect(node(`console.error('first'); console.error('no such module'); process.exit(3)`)).rejects.toThrow(
    'it ended with status 3: no such module',
  );
  await expect(startPeer('a-program-that-does-not-exist', [])).rejects.toThrow('ENOENT');
  const peer = await node(
    `console.log('{"versions":{}}'); process.stdin.once('data', () => process.kill(process.pid, 'SIGKILL'))`,
  );
  await expect(peer.round('1')).rejects.toThrow('it ended with SIGKILL');
});
