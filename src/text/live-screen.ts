import { clearLineAbove, printable } from '../errors/printable.ts';

/**
 * Lines on standard error that show a state: rewritten in place on a terminal, otherwise one line now and then. `say`
 * prints lines that stay.
 */
export interface LiveScreen {
  /** Replaces the lines. `inShort` is the same in one line, where there is no terminal. */
  show(lines: readonly string[], inShort: string): void;
  say(lines: readonly string[]): void;
  /** Leaves the last lines where they are. */
  end(): void;
}

type Stream = Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns' | 'rows'>;

const plainEveryMs = 5000;
/** Of a terminal that does not say. */
const [usualColumns, usualRows] = [100, 24] as const;

export function liveScreen(stream: Stream = process.stderr, now: () => number = () => performance.now()): LiveScreen {
  return stream.isTTY === true ? terminalScreen(stream) : plainScreen(stream, now);
}

function terminalScreen(stream: Stream): LiveScreen {
  let shown: readonly string[] = [];
  // A line that goes on below would not be found again, and so would one that has left the screen.
  const fitted = (lines: readonly string[]): readonly string[] =>
    lines
      .slice(0, Math.max(1, (stream.rows ?? usualRows) - 1))
      .map((text) => [...printable(text)].slice(0, Math.max(20, (stream.columns ?? usualColumns) - 1)).join(''));
  const clear = (): void => {
    for (const _ of shown) stream.write(clearLineAbove);
  };
  const draw = (lines: readonly string[]): void => {
    shown = fitted(lines);
    for (const text of shown) stream.write(`${text}\n`);
  };
  return {
    show: (lines) => {
      if (shown.length > 0 && fitted(lines).join('\n') === shown.join('\n')) return;
      clear();
      draw(lines);
    },
    say: (lines) => {
      const screen = shown;
      clear();
      for (const text of lines) stream.write(`${text}\n`);
      draw(screen);
    },
    end: () => {
      shown = [];
    },
  };
}

function plainScreen(stream: Stream, now: () => number): LiveScreen {
  let last = Number.NEGATIVE_INFINITY;
  let said = '';
  return {
    show: (_, inShort) => {
      if (inShort === said || now() - last < plainEveryMs) return;
      last = now();
      said = inShort;
      stream.write(`${inShort}\n`);
    },
    say: (lines) => {
      for (const text of lines) stream.write(`${text}\n`);
    },
    end: () => {},
  };
}
