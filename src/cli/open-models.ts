import * as v from 'valibot';
import { issueText } from '../corpus/issue-text.ts';
import type { Subject } from '../engines/engine.ts';
import { UsageError } from '../errors/usage-error.ts';
import { readJson } from '../files/read-json.ts';
import { modelSubject } from '../reveal/convolution/subject-model.ts';
import { modelSchema } from '../schemas/model-schema.ts';

/**
 * The subjects of model files, by the name that each gets. Throws a UsageError, one line that names the file and the
 * field, for what is no model.
 */
export function openModels(models: readonly (readonly [name: string, path: string])[]): readonly Subject[] {
  return models.map(([name, path]) => openModel(name, path));
}

function openModel(name: string, path: string): Subject {
  const wrong = (problem: string): UsageError => new UsageError(`${path}: not a model: ${problem}`);
  const result = v.safeParse(modelSchema, readJson(path));
  if (!result.success) throw wrong(issueText(result.issues));
  return modelSubject(name, result.output, wrong);
}
