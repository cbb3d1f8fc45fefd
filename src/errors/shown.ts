const longest = 300;

/** A word of the user's, for a message of one line: quoted where it is empty or has odd characters. */
export function shown(path: string): string {
  const short = path.length > longest ? `${path.slice(0, longest)}…` : path;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  return short === '' || /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(short) ? JSON.stringify(short) : short;
}
