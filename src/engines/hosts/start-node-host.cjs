// Compiles only the host's own TypeScript files, then removes the hook. Node's hooks for `import`, and any look at the
// library's files, would cost more than everything else before the first answer.
const { register } = require('tsx/cjs/api');

const unregister = register();
const { runHost } = require('./node-host.ts');
unregister();
runHost(...process.argv.slice(2));
