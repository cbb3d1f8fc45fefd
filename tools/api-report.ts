import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';

/** The entry points of the package as modules of dist/, and the names of their reports. */
export const entryPoints: Readonly<Record<string, string>> = {
  index: 'lastbit',
  'fast-check': 'lastbit-fast-check',
  vitest: 'lastbit-vitest',
};

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Compares docs/api/*.api.md with the declarations in dist/. Returns one line for each problem: a report that is out of
 * date, or an export without a docstring. With `write`, updates the reports.
 */
export function apiProblems(write: boolean): readonly string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'lastbit-api-'));
  try {
    return Object.entries(entryPoints).flatMap(([module, report]) => problemsOf(module, report, scratch, write));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function problemsOf(module: string, report: string, scratch: string, write: boolean): readonly string[] {
  const problems: string[] = [];
  const folder = join(root, 'docs', 'api');
  mkdirSync(folder, { recursive: true });
  const name = `${report}.api.md`;
  const config = ExtractorConfig.prepare({
    configObject: {
      ...{ projectFolder: root, mainEntryPointFilePath: join(root, 'dist', `${module}.d.ts`), newlineKind: 'lf' },
      compiler: { tsconfigFilePath: join(root, 'tsconfig.build.json') },
      apiReport: { enabled: true, reportFileName: name, reportFolder: folder, reportTempFolder: scratch },
      ...{ docModel: { enabled: false }, dtsRollup: { enabled: false }, tsdocMetadata: { enabled: false } },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        // Every export is public, and symbols in docstrings are not TSDoc tags.
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
          'ae-undocumented': { logLevel: ExtractorLogLevel.Error },
        },
      },
    },
    configObjectFullPath: join(root, 'tools', 'api-extractor.json'),
    packageJsonFullPath: join(root, 'package.json'),
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => {
      message.handled = true;
      const { logLevel, sourceFilePath, sourceFileLine, text } = message;
      if (logLevel !== ExtractorLogLevel.Error) return;
      problems.push(`${sourceFilePath ?? module}:${sourceFileLine ?? ''}: ${text.replace(/\s+/g, ' ')}`);
    },
  });
  if (apiReportChanged && !write) problems.push(`docs/api/${name} is out of date; \`npm run api\` writes it anew`);
  return problems;
}
