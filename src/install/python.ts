import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CannotInstall, installHint } from './cannot-install.ts';
import { everyHalfSecond, type Progress } from './progress.ts';
import { type CommandResult, runCommand } from './run-command.ts';

/** A Python 3 of this machine, as it describes itself. */
export interface Python {
  readonly program: string;
  /** Major and minor: `3.11`. */
  readonly version: string;
  readonly implementation: string;
  readonly pip: boolean;
  readonly ensurepip: boolean;
}

const question = `
import sys, json, platform
from importlib.util import find_spec
has = lambda name: find_spec(name) is not None
print(json.dumps({
  "program": sys.executable,
  "version": "%d.%d" % sys.version_info[:2],
  "implementation": platform.python_implementation(),
  "pip": has("pip"),
  "ensurepip": has("ensurepip") and has("venv"),
}))`;

/**
 * Runs a Python, isolated (`-I`): it imports nothing from the current folder, which anybody may have filled, nor from
 * the user's own packages.
 */
export function runPython(...[python, words, options]: Parameters<typeof runCommand>): Promise<CommandResult> {
  return runCommand(python, ['-I', ...words], options);
}

/** The Python named by LASTBIT_PYTHON, else the first `python3` or `python` on PATH that is a Python 3. */
export async function findPython(): Promise<Python> {
  const chosen = process.env.LASTBIT_PYTHON;
  for (const program of chosen ? [chosen] : ['python3', 'python']) {
    const { status, stdout } = await runPython(program, ['-c', question]);
    if (status !== 0) continue;
    const python = JSON.parse(stdout) as Python;
    if (python.version.startsWith('3.')) return python;
  }
  if (chosen)
    throw new CannotInstall(
      `LASTBIT_PYTHON=${chosen} is no Python 3`,
      'set LASTBIT_PYTHON to the path of a python3, or unset it',
    );
  throw new CannotInstall('no python3 on PATH', installHint(['python3', 'python3-pip']));
}

export interface PipRequest {
  readonly component: string;
  readonly command: 'download' | 'install';
  /** What the progress says: `downloading NumPy 2.4.6 (17 MB)`. */
  readonly activity: string;
  /** A Python that has pip. */
  readonly python: string;
  /** A requirements file with exact versions and sha256 hashes. */
  readonly requirements: string;
  /** The folder for the wheels, or for the packages. */
  readonly target: string;
  /** A folder for temporary files. */
  readonly scratch: string;
  readonly words?: readonly string[];
}

/** Wheels only, each with the sha256 of the requirements file, and no dependency that the file does not name. */
const exactly = ['--require-hashes', '--only-binary', ':all:', '--no-deps'];
const quietly = ['--no-input', '--disable-pip-version-check', '--progress-bar', 'off', '--retries', '2'];
const into = {
  download: ['--no-cache-dir', '--dest'],
  // Compiling all modules takes longer than all the rest. The first import compiles those that are used.
  install: ['--no-compile', '--target'],
};

/** Runs pip with the index, proxy and certificates of this machine. Throws `CannotInstall` with a one-line reason. */
export async function pip(request: PipRequest, progress: Progress): Promise<void> {
  const { component, command, activity, python, requirements, target, scratch, words = [] } = request;
  const temporary = join(scratch, 'pip');
  mkdirSync(temporary, { recursive: true });
  const stop = everyHalfSecond((text) => progress.step(component, `${activity}${text}`));
  const environment = { TMPDIR: temporary, PIP_USER: '0', PIP_REQUIRE_VIRTUALENV: '0' };
  try {
    const options = [...exactly, ...quietly, '-r', requirements, ...into[command], target, ...words];
    const result = await runPython(python, ['-m', 'pip', command, ...options], { environment });
    if (result.status !== 0) throw pipFailure(component, result);
  } finally {
    stop();
  }
}

const indexHint = 'correct the package index of pip (pip config list), then';
/** The meaning of pip's messages: pattern, reason, and the remedy. */
const failures: readonly (readonly [pattern: RegExp, reason: string, hint: string])[] = [
  [/DO NOT MATCH THE HASHES/, 'the package index offers a file whose sha256 is not the expected one', indexHint],
  [
    /Retrying \(Retry|NewConnectionError|(?:Connect|Read)Timeout|(?:NameResolution|Proxy|SSL)Error|IncompleteRead/,
    'the package index of pip cannot be reached',
    'connect to the network, then',
  ],
  [/No matching distribution/, 'the package index has no wheel of this version for this machine', indexHint],
  [/No space left/, 'no space left on the device', 'free some, then'],
];

function pipFailure(component: string, { status, stdout, stderr }: CommandResult): CannotInstall {
  const again = `npx lastbit engines install ${component}`;
  const text = stdout + stderr;
  const known = failures.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return new CannotInstall(known[1], `${known[2]} ${again}`);
  const lines = text.trim().split('\n');
  const last = lines.findLast((line) => line.startsWith('ERROR:')) ?? lines.at(-1) ?? '';
  return new CannotInstall(`pip failed (${last.slice(0, 200) || `status ${status}`})`, again);
}
