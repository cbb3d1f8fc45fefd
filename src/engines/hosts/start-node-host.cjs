// Reads the host's few TypeScript sources through `require`, and then lets go of it: Node's hooks for `import`, and any look at the
// sources of the library, would cost more than everything else until the first answer.
const { register } = require('tsx/cjs/api');

const unregister = register();
const { runHost } = require('./node-host.ts');
unregister();
runHost(...process.argv.slice(2));
