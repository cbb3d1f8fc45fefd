import type { Answer } from '../../../arrays/question.ts';
import type { ArrayRequest } from '../../../arrays/request.ts';
import { shown } from '../../../errors/shown.ts';
import { UsageError } from '../../../errors/usage-error.ts';
import type { OpenArray } from '../../../files/all-numbers.ts';
import type { ArrayFile } from '../../../files/array-file.ts';
import { type JudgeOptions, parseOutputs, parseType } from './parse-judge.ts';
import { isText, type Typed, typedAnswer, typedInput } from './text-types.ts';

/** Gives the request, opening each input by its path. */
export type RequestOf = (open: (path: string) => ArrayFile) => ArrayRequest;

/** The arrays of a command. */
export interface OpenData {
  readonly answers: readonly Answer[];
  readonly request: ArrayRequest;
  /** All files that are read. */
  readonly files: readonly ArrayFile[];
  /** What was decided about them, a sentence each. */
  readonly notes: readonly string[];
  /** Whether inputs were rounded. */
  readonly rounded: boolean;
  readonly close: () => void;
}

/** Opens the outputs and then the inputs, whose types depend on them. Throws a UsageError and leaves no file open. */
export function openData(options: JudgeOptions, requestOf: RequestOf, openArray: OpenArray): OpenData {
  const outputs = parseOutputs(options.output);
  const stated = options.type === undefined ? undefined : parseType(options.type);
  const files: ArrayFile[] = [];
  const notes = new Set<string>();
  let rounded = false;
  const open = (path: string, typeOf: (file: ArrayFile) => Typed): Typed => {
    const file = openArray(path);
    files.push(file);
    const typed = typeOf(file);
    for (const note of [typed.note, file.note]) if (note !== undefined) notes.add(note);
    return typed;
  };
  const close = (): void => {
    for (const file of files) file.close();
  };
  try {
    const answers = outputs.map(({ name, path }): Answer => {
      const { file } = open(path, (file) => {
        if (stated === undefined || isText(file)) return typedAnswer(file, stated);
        throw new UsageError(`--type: ${shown(path)} has a type of its own, ${file.type}; --type is for JSON and CSV`);
      });
      return { name, file };
    });
    const answerFiles = answers.map(({ file }) => file);
    const request = requestOf((path) => {
      const typed = open(path, (file) => typedInput(file, answerFiles, options.roundInputs === true));
      rounded ||= typed.rounded === true;
      return typed.file;
    });
    return { answers, request, files, notes: [...notes], rounded, close };
  } catch (error) {
    close();
    throw error;
  }
}
