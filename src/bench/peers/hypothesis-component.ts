import { fileURLToPath } from 'node:url';
import type { Component } from '../../install/install-component.ts';
import { pythonComponent } from '../../install/python-component.ts';

const version = '6.170.15';

/** Hypothesis and NumPy in a virtual environment of their own, for comparison only: no engine needs it. */
export const hypothesisComponent: Component = pythonComponent({
  name: 'hypothesis',
  title: 'Hypothesis',
  module: 'hypothesis',
  requirements: fileURLToPath(new URL('./requirements-hypothesis.txt', import.meta.url)),
  megabytes: 18,
  versions: { '3.11': version, '3.12': version, '3.13': version, '3.14': version },
});
