import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findBrowser, howToGetBrowser, softwareVulkan } from './find-browser.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lastbit-browsers-'));
  vi.stubEnv('PATH', join(folder, 'bin'));
  vi.stubEnv('PLAYWRIGHT_BROWSERS_PATH', join(folder, 'playwright'));
  vi.stubEnv('LASTBIT_BROWSER', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function program(path: string, mode = 0o755): string {
  const whole = join(folder, path);
  mkdirSync(dirname(whole), { recursive: true });
  writeFileSync(whole, '');
  chmodSync(whole, mode);
  return whole;
}

test('a browser is the chosen one, else one on PATH, else the newest of playwright', () => {
  program('playwright/chromium-999/chrome-linux/chrome');
  const newest = program('playwright/chromium-1200/chrome-linux64/chrome');
  expect(findBrowser()).toBe(newest);
  program('bin/chromium', 0o644);
  const onPath = program('bin/google-chrome');
  expect(findBrowser()).toBe(onPath);
  const chosen = program('mine');
  vi.stubEnv('LASTBIT_BROWSER', chosen);
  expect(findBrowser()).toBe(chosen);
});

test('a chosen browser that is not there is not replaced by another, and is named', () => {
  program('bin/chromium');
  // A folder can be entered, which is no program.
  for (const chosen of [join(folder, 'nowhere'), join(folder, 'bin')]) {
    vi.stubEnv('LASTBIT_BROWSER', chosen);
    expect(findBrowser()).toBeUndefined();
    expect(howToGetBrowser()).toContain(`not to ${chosen}`);
  }
});

test('the driver in software is the one beside the browser that a link leads to', () => {
  mkdirSync(join(folder, 'bin'));
  symlinkSync(program('opt/chromium'), join(folder, 'bin', 'chromium'));
  const driver = program('opt/vk_swiftshader_icd.json', 0o644);
  const found = softwareVulkan();
  // A machine with a graphics device uses its own driver.
  expect([{}, expect.objectContaining({ VK_ICD_FILENAMES: driver })]).toContainEqual(found);
});
