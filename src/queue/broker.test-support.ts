import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brokerProgram, howToGetBroker, openLocalBroker, stopLocalBroker } from './local-broker.ts';

/**
 * `test`, where this machine has a server. Elsewhere the file has one test in its place, whose name says how to get
 * one; it fails with CI=true.
 */
export const testWithBroker: typeof test = (brokerProgram() === undefined ? test.skip : test) as typeof test;

if (brokerProgram() === undefined)
  test(`no queue can be tested: there is no valkey-server; to get it: ${howToGetBroker()}`, () => {
    expect(process.env.CI).not.toBe('true');
  });

/** A real broker of its own for some tests. */
export interface TestBroker {
  readonly url: string;
  /** Ends it at once, as SIGKILL does. */
  kill(): Promise<void>;
  /** Starts it again, on the same port, with what it had written. */
  restart(): Promise<void>;
  /** Ends it, and removes its files. */
  close(): Promise<void>;
}

/** Starts a real broker on loopback, in a temporary folder. */
export async function startTestBroker(): Promise<TestBroker> {
  const folder = mkdtempSync(join(tmpdir(), 'lastbit-broker-'));
  let { url, pid } = await openLocalBroker(folder);
  return {
    get url() {
      return url;
    },
    kill: async () => {
      process.kill(pid, 'SIGKILL');
    },
    restart: async () => {
      ({ url, pid } = await openLocalBroker(folder));
    },
    close: async () => {
      await stopLocalBroker(folder);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
