import { apiProblems } from './api-report.ts';

// `npm run api`, after a build.
for (const problem of apiProblems(true)) {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
