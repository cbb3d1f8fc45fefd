import { accessSync, constants, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

const programs = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const elsewhere = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * The Chromium of this machine: `LASTBIT_BROWSER`, else one on PATH, else the one that playwright has installed.
 * Undefined if there is none. Looks at files only.
 */
export function findBrowser(): string | undefined {
  const chosen = process.env.LASTBIT_BROWSER;
  if (chosen) return isProgram(chosen) ? chosen : undefined;
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = programs.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...elsewhere, ...ofPlaywright()].find(isProgram);
}

/** How to get a browser. */
export function howToGetBrowser(): string {
  const chosen = process.env.LASTBIT_BROWSER;
  if (chosen) return `set LASTBIT_BROWSER to a program that is there, not to ${chosen}`;
  return 'apt-get install chromium (Debian), or set LASTBIT_BROWSER to a Chromium or Chrome';
}

/** Newest first. Its folders are `chromium-1234/chrome-linux/chrome`, and similar. */
function ofPlaywright(): readonly string[] {
  const caches = process.platform === 'darwin' ? 'Library/Caches' : '.cache';
  const folder = process.env.PLAYWRIGHT_BROWSERS_PATH || join(homedir(), caches, 'ms-playwright');
  if (!existsSync(folder)) return [];
  const builds = readdirSync(folder).filter((name) => /^chromium-\d+$/.test(name));
  const number = (name: string): number => Number(name.slice('chromium-'.length));
  return builds
    .sort((a, b) => number(b) - number(a))
    .flatMap((name) => ['chrome-linux/chrome', 'chrome-linux64/chrome'].map((path) => join(folder, name, path)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Linux names its graphics devices below /dev; other systems have one. */
export function hasGraphicsDevice(): boolean {
  if (process.platform !== 'linux') return true;
  if (existsSync('/dev/nvidiactl')) return true;
  return existsSync('/dev/dri') && readdirSync('/dev/dri').some((name) => name.startsWith('renderD'));
}

/**
 * The environment with which a program finds the driver for Vulkan in software that Chromium brings: where the machine
 * has no graphics device, and a Chromium with such a driver.
 */
export function softwareVulkan(): Readonly<Record<string, string>> {
  const browser = findBrowser();
  if (hasGraphicsDevice() || browser === undefined) return {};
  // A program on PATH may be a script that starts the one in these folders.
  const folders = [dirname(realpathSync(browser)), '/usr/lib/chromium', '/usr/lib64/chromium-browser'];
  const folder = folders.find((one) => existsSync(join(one, 'vk_swiftshader_icd.json')));
  if (folder === undefined) return {};
  const libraries = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(delimiter);
  const driver = join(folder, 'vk_swiftshader_icd.json');
  return { LD_LIBRARY_PATH: libraries, VK_ICD_FILENAMES: driver, VK_DRIVER_FILES: driver };
}
