import { UsageError } from '../errors/usage-error.ts';

/** The deepest nesting that is read. No file of lastbit's has half as many levels. */
const deepest = 64;

/**
 * Parses JSON. Throws a UsageError, one line that names the file, also for arrays and objects that are nested deeply.
 */
export function parseJson(path: string, text: string): unknown {
  if (isDeep(text))
    throw new UsageError(`${path}: arrays and objects are nested more than ${deepest} deep; at most as many are read`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path}: not JSON: ${(error as Error).message.replace(/\s+/g, ' ')}`);
  }
}

/** What walks over a value, such as its validation, calls itself for each level; a call takes some of the stack. */
function isDeep(text: string): boolean {
  let depth = 0;
  for (let place = 0; place < text.length; place++) {
    const letter = text[place];
    if (letter === '"') place = endOfString(text, place);
    else if (letter === '[' || letter === '{') depth++;
    else if (letter === ']' || letter === '}') depth--;
    if (depth > deepest) return true;
  }
  return false;
}

function endOfString(text: string, start: number): number {
  for (let place = start + 1; place < text.length; place++) {
    if (text[place] === '\\') place++;
    else if (text[place] === '"') return place;
  }
  return text.length;
}
