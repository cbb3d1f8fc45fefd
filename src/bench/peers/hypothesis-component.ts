import { fileURLToPath } from 'node:url';
import type { Component } from '../../engines/install/component.ts';
import { pythonComponent } from '../../engines/install/python-component.ts';

const version = '6.170.15';
const pythons: readonly string[] = ['3.11', '3.12', '3.13', '3.14'];

/** Hypothesis and NumPy in a virtual environment of their own, for comparison only: no engine needs it. */
export const hypothesisComponent: Component = pythonComponent({
  name: 'hypothesis',
  title: 'Hypothesis',
  module: 'hypothesis',
  requirements: fileURLToPath(new URL('./requirements-hypothesis.txt', import.meta.url)),
  versionFor: (python) => (pythons.includes(python) ? version : undefined),
  pythons: '3.11 to 3.14',
});
