import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium } from 'playwright-core';

/** Chromium makes connections of its own, which a test must not. */
const quiet = [
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
  ...['--disable-domain-reliability', '--disable-client-side-phishing-detection', '--no-default-browser-check'],
  ...['--disable-features=OptimizationHints,MediaRouter,Translate', '--no-pings', '--metrics-recording-only'],
  // Drawing in software, so that WebGL and WebGPU are there on a machine without a GPU.
  ...['--enable-unsafe-swiftshader', '--use-webgpu-adapter=swiftshader', '--enable-unsafe-webgpu'],
];

/** A running Chromium with a fresh profile. */
export interface OpenBrowser {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/** Starts the Chromium at a path with a fresh profile, without a window. */
export async function openBrowser(path: string): Promise<OpenBrowser> {
  const profile = mkdtempSync(join(tmpdir(), 'lastbit-browser-'));
  const isRoot = process.getuid?.() === 0;
  const context = await chromium.launchPersistentContext(profile, {
    ...{ executablePath: path, headless: true, args: [...quiet, ...(isRoot ? ['--no-sandbox'] : [])] },
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
