// From here on `import` reads TypeScript. For a checkout only: the package has JavaScript, and no tsx.
import tsxCache from './tsx-cache.cjs';

const restore = tsxCache.useOwnCache();
const { register } = await import('tsx/esm/api');
register();
restore();
