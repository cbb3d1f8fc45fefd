import { scriptText } from '../../src/link/command-text.ts';
import { fragmentOf, longestLink } from '../../src/link/link.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';
import { copyButton, h } from './dom.ts';
import type { Tests } from './messages.ts';

/** What can be taken away: a link, tests that reproduce the answer, and the JSON of the command line. */
export async function shareView(linked: LinkedCase, tests: Tests | undefined, record: unknown): Promise<HTMLElement> {
  const fragment = await fragmentOf(linked);
  const address = `${location.href.replace(/#.*$/, '')}#${fragment}`;
  const link = h('input', {
    type: 'text',
    readonly: true,
    value: address,
    'aria-label': 'Link to this question',
    id: 'link',
  });
  link.addEventListener('focus', () => link.select());
  const isShort = fragment.length <= longestLink;
  const script = scriptText(linked);
  const texts: readonly (readonly [string, string])[] = [
    ['Command line', script],
    ...(tests === undefined
      ? []
      : ([
          ['vitest', tests.vitest],
          ['pytest', tests.pytest],
        ] as const)),
    ['JSON', `${JSON.stringify(record, undefined, 2)}\n`],
  ];
  return h(
    'section',
    { class: 'part', id: 'share' },
    h('h2', {}, 'Take it with you'),
    isShort
      ? [
          h(
            'p',
            {},
            'This link holds the question and its numbers. They stand after the #, which browsers do not send.',
          ),
          h(
            'div',
            { class: 'row' },
            h('div', { class: 'grow' }, link),
            copyButton('Copy the link', () => address),
          ),
        ]
      : h(
          'p',
          {},
          `The question is too large for a link (${Math.ceil(fragment.length / 1000)} kB); ` +
            'the command line below takes it.',
        ),
    h('h3', {}, 'Copy as a test'),
    ...texts.map(([name, text]) => textView(name, text)),
    tests === undefined
      ? h('p', { class: 'note' }, 'Tests in TypeScript and Python are written for up to 4,096 numbers in float32.')
      : undefined,
  );
}

const longestShown = 2_000_000;

function textView(name: string, text: string): HTMLElement {
  const isLong = text.length > longestShown;
  const shown = isLong ? `${text.slice(0, longestShown)}\n… (${text.length} characters; the button copies all)` : text;
  return h(
    'details',
    { 'data-text': name },
    h('summary', {}, name),
    copyButton(`Copy ${name}`, () => text),
    h('pre', { tabindex: 0 }, shown),
  );
}
