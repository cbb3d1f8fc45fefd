// From here on `import` reads TypeScript. For a checkout only: the package has JavaScript, and no tsx.
import { useOwnCache } from './tsx-cache.cjs';

const restore = useOwnCache();
const { register } = await import('tsx/esm/api');
register();
restore();
