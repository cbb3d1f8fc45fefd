import { styleText } from 'node:util';
import { colourCodes, printableLines } from '../errors/printable.ts';

/** The stream that lines are for: a terminal gets colours unless NO_COLOR is set, and others if FORCE_COLOR is. */
type Stream = NodeJS.WriteStream;

/** Words that stand for a verdict, where tables and closing lines have them. Capitals are for what is unexpected. */
const marks: readonly (readonly [style: 'red' | 'yellow' | 'green', pattern: RegExp])[] = [
  ['red', /(?<=^|\s)(VIOLATED|FAILED|UNRELIABLE|COUNTEREXAMPLE|NEW COUNTEREXAMPLE|UNEXPECTED)(?=$|[\s:),.])/g],
  ['red', /(?<=^\S.*: )WRONG(?= \()/g],
  ['red', /^FAULT( \d+ of \d+)?(?= in )/g],
  ['red', /^Unexpected(?= in )/g],
  ['yellow', /(?<=^|\s)known defect(?=$|\s)/g],
  ['yellow', /^(KNOWN DEFECT|NO LONGER SEEN|RESTARTED|COUNTEREXAMPLE, KEPT BEFORE)/g],
  ['yellow', /(?<=^\S.*: )(NOT JUDGED|MISSING)(?= \()/g],
  ['green', /(?<=^\S.*: )no violation(?= of )/g],
  ['green', /^(FIXED|Nothing unexpected)/g],
  ['green', /(?<=^ {2}\S+ {2,}|\d )holds(?=$|\s|,)/g],
];

/**
 * Lines with their verdicts in colour, if the stream takes colours. Colours are put on at the end, so that they count
 * nowhere as characters.
 */
export function painted(lines: readonly string[], stream: Stream = process.stdout): readonly string[] {
  return lines
    .map(printableLines)
    .map((line) =>
      marks.reduce(
        (text, [style, pattern]) => text.replace(pattern, (word) => styleText(style, word, { stream })),
        line,
      ),
    );
}

/**
 * Writes lines with their verdicts in colour, if the stream takes colours. Every colour is a write of its own, because
 * control sequences within a text are escaped.
 */
export function writePainted(lines: readonly string[], stream: Stream = process.stdout): void {
  for (const part of `${painted(lines, stream).join('\n')}\n`.split(codes)) if (part !== '') stream.write(part);
}

const codes = new RegExp(`(${colourCodes.map((code) => code.replace('[', '\\[')).join('|')})`);

/** The narrowest and the widest text. */
const [narrowest, widest] = [80, 200] as const;
/** For files and pipes. */
const plainWidth = 100;

/** The width of the terminal, from 80 to 200 columns; undefined where there is none, for texts that programs search. */
export function terminalWidth(stream: Pick<Stream, 'isTTY' | 'columns'> = process.stdout): number | undefined {
  return stream.isTTY === true ? outputWidth(stream) : undefined;
}

/** The width that tables are fitted to: that of the terminal, from 80 to 200 columns; 100 where there is none. */
export function outputWidth({ isTTY, columns }: Pick<Stream, 'isTTY' | 'columns'> = process.stdout): number {
  return isTTY === true ? Math.min(widest, Math.max(narrowest, columns ?? narrowest)) : plainWidth;
}
