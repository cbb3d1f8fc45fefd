const { existsSync } = require('node:fs');
const { join } = require('node:path');

const words = process.argv.slice(2);
if (existsSync(join(__dirname, 'node-host.ts'))) {
  // A checkout. tsx compiles only the host's own files, and then its hook is removed: Node's hooks for `import`, and
  // any look at the library's files, would cost more than everything else before the first answer.
  const { useOwnCache } = require('../../../bin/tsx-cache.cjs');
  const restore = useOwnCache();
  const unregister = require('tsx/cjs/api').register();
  restore();
  const { runHost } = require('./node-host.ts');
  unregister();
  runHost(...words);
} else {
  import('./node-host.js').then(({ runHost }) => runHost(...words));
}
