import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';
import { browserWords } from '../../src/engines/hosts/remote/browser-words.ts';

/** Chromium makes more connections of its own than an engine minds, which a test must not. */
const quieter = [
  ...['--disable-domain-reliability', '--disable-client-side-phishing-detection', '--no-default-browser-check'],
  ...['--disable-features=OptimizationHints,MediaRouter,Translate', '--no-pings', '--metrics-recording-only'],
];

/** A running Chromium with a fresh profile. */
export interface OpenBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts the Chromium at a path with a fresh profile, without a window. */
export async function openBrowser(path: string): Promise<OpenBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'lastbit-browser-'));
  const context = await chromium.launchPersistentContext(profile, {
    ...{ executablePath: path, headless: true, args: [...browserWords(), ...quieter] },
    ...{ viewport: { width: 1280, height: 900 }, permissions: ['clipboard-read', 'clipboard-write'] },
  });
  return {
    context,
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
