import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotInstall } from './cannot-install.ts';
import type { Progress } from './progress.ts';
import { type CommandResult, runCommand } from './run-command.ts';
import { watchGrowth } from './watch-growth.ts';

/** Wheels only, none without its sha256 in the requirements file, no dependency that the file does not name. */
const always = ['--disable-pip-version-check', '--no-input', '--retries', '2'];
const exactly = ['--require-hashes', '--only-binary', ':all:', '--no-deps', '--progress-bar', 'off'];

export interface PipRequest {
  readonly component: string;
  /** What the progress says: `downloading NumPy 2.4.6`. */
  readonly activity: string;
  readonly program: string;
  readonly command: 'install' | 'download';
  readonly requirements: string;
  readonly words: readonly string[];
  /** A folder for pip's temporary files: its growth is the progress that older versions of pip do not report to a program. */
  readonly scratch: string;
  readonly totalBytes?: number;
}

/** Runs pip as this machine has it set up (index, proxy, certificates). Throws `CannotInstall` with one line that says why it failed. */
export async function pip(request: PipRequest, progress: Progress): Promise<void> {
  mkdirSync(request.scratch, { recursive: true });
  const stop = watchGrowth(request.scratch, request.totalBytes, (text) =>
    progress.step(request.component, `${request.activity}${text}`),
  );
  try {
    const result = await runCommand(
      request.program,
      ['-m', 'pip', request.command, ...always, ...exactly, '-r', request.requirements, ...request.words],
      // One set of options, whatever a person has set for their own installations; TMPDIR so that we see the growth.
      {
        environment: {
          TMPDIR: join(request.scratch),
          PIP_USER: '0',
          PIP_REQUIRE_VIRTUALENV: '0',
          PYTHONNOUSERSITE: undefined,
        },
      },
    );
    if (result.status !== 0) throw pipFailure(request.component, result);
  } finally {
    stop();
  }
}

/** What pip's messages mean, in one line. */
function pipFailure(component: string, { status, stdout, stderr }: CommandResult): CannotInstall {
  const again = `npx lastbit engines install ${component}`;
  if (status === null) return new CannotInstall('its installation was stopped', again);
  const text = stdout + stderr;
  if (/DO NOT MATCH THE HASHES/.test(text)) {
    return new CannotInstall(
      'the package index offers a file whose sha256 is not the expected one',
      `correct the package index of pip (pip config list), then ${again}`,
    );
  }
  if (
    /Retrying \(Retry|NewConnectionError|ConnectTimeout|ReadTimeout|NameResolutionError|ProxyError|SSLError|IncompleteRead/.test(
      text,
    )
  ) {
    return new CannotInstall('the package index of pip cannot be reached', `connect to the network, then ${again}`);
  }
  if (/No matching distribution/.test(text)) {
    return new CannotInstall(
      'the package index has no wheel of this version for this machine',
      `look at pip config list, then ${again}`,
    );
  }
  if (/No space left/.test(text)) return new CannotInstall('no space left on the device', `free some, then ${again}`);
  const last = text.split('\n').findLast((line) => line.startsWith('ERROR:')) ?? text.trim().split('\n').at(-1) ?? '';
  return new CannotInstall(`pip failed (${last.slice(0, 200) || `status ${status}`})`, again);
}
