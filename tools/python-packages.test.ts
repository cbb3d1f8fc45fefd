import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compiledProgram } from '../src/compiled-program.test-support.ts';
import { findVenv, numpyVersions, pytestVersions, pythonIn, sitePackages } from '../src/engines/locations.ts';

/** The tests of python/ run in one process of the Python that has NumPy. `engines prepare` has installed both. */
const [numpy, pytest] = [findVenv('numpy', numpyVersions), findVenv('pytest', pytestVersions)];

if (numpy === undefined || pytest === undefined) {
  const missing = numpy === undefined ? 'numpy' : 'pytest';
  test(`python/ cannot be tested: ${missing} is missing; to get it: npx lastbit engines install ${missing}`, () => {
    expect(process.env.CI).not.toBe('true');
  });
} else {
  test('the tests of the Python packages pass', async () => {
    const words = ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', join('python', 'tests')];
    const environment = {
      ...process.env,
      PYTHONPATH: sitePackages(pytest),
      // What is compiled once need not be compiled again.
      PYTHONDONTWRITEBYTECODE: '',
      LASTBIT_COMMAND: `'${process.execPath}' '${await compiledProgram()}'`,
    };
    const { status, stdout, stderr } = spawnSync(pythonIn(numpy.folder), words, { encoding: 'utf8', env: environment });
    expect(status, `${stdout}${stderr}`).toBe(0);
    // A run that collects nothing must not pass.
    expect(Number(/(\d+) passed/.exec(stdout)?.[1])).toBeGreaterThan(70);
  });
}
