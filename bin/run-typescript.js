// From here on `import` reads TypeScript. For a checkout only: the package has JavaScript.
import { register } from 'node:module';
import { compiledFolder } from './tsx-cache.cjs';

// The stack that LASTBIT_DEBUG=1 prints has the lines of the sources.
const withMaps = process.env.LASTBIT_DEBUG === '1';
if (withMaps) process.setSourceMapsEnabled(true);
register('./typescript-hooks.js', import.meta.url, { data: { folder: compiledFolder(), withMaps } });
