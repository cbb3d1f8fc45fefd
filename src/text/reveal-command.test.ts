import { expect, test } from 'vitest';
import { convShape, shapeKey } from '../conv/shape-text.ts';
import { splitWords } from '../engines/user-engine.ts';
import { revealCommand } from './reveal-command.ts';

test('the command gives reveal the shape, the steps, the padding, the output and the engine', () => {
  const shape = convShape('2x9x8x3*3x2x4', { stride: [1, 2], dilation: [2, 1], padding: [1, 0, 0, 1] });
  const words = splitWords(revealCommand('mine/conv2d', shape, { index: 5, of: 9 }, { mine: 'node "my engine.js"' }));
  expect(words.slice(0, 5)).toEqual(['npx', 'lastbit', 'reveal', 'mine/conv2d', '--shape']);
  const options = { stride: [1, 2], dilation: [2, 1], padding: [1, 0, 0, 1] } as const;
  expect(shapeKey(convShape(words[5]!, options))).toBe(shapeKey(shape));
  expect(words.slice(6)).toEqual([
    ...['--stride', '1x2', '--dilation', '2x1', '--padding', '1,0,0,1', '--output', '5'],
    ...['--engine', 'mine=node "my engine.js"'],
  ]);
});

test('what is usual is left out, and an engine without a known program has a place for it', () => {
  const of = (subject: string): string => revealCommand(subject, convShape('5x5*3x3'), { index: 0, of: 1 }, {});
  expect(of('numpy/dot')).toBe("npx lastbit reveal numpy/dot --shape '1x5x5x1*3x3x1'");
  expect(of('mine/dot')).toMatch(/ --engine 'mine=COMMAND'$/);
});
