import { caseOfFragment, fragmentOf, isLink, longestLink } from '../../src/link/link.ts';
import type { LinkedCase } from '../../src/link/linked-case.ts';
import { ask, warmUp } from './ask.ts';
import { deviceView } from './device.ts';
import { byId, h } from './dom.ts';
import { explainedView } from './explained.ts';
import { example, type Mode, QuestionForm } from './form.ts';
import { judgedView } from './judged.ts';
import type { ReadFile, Reply, Tests } from './messages.ts';
import { shareView } from './share.ts';

const answer = byId('answer');
const question = byId<HTMLDetailsElement>('question');
let read: readonly ReadFile[] = [];
let timer: ReturnType<typeof setTimeout> | undefined;
/** The fragment that is shown. */
let written = location.hash;

const form = new QuestionForm(byId('form'), () => {
  clearTimeout(timer);
  timer = setTimeout(answerForm, 150);
});

function answerForm(): void {
  const asked = form.read();
  if (typeof asked === 'string') {
    form.tell([]);
    answer.setAttribute('aria-busy', 'false');
    answer.replaceChildren(h('p', { class: 'waiting' }, asked));
    return;
  }
  answerCase(asked);
}

function answerCase(asked: LinkedCase): void {
  byId('summary').textContent = `The question: ${form.summary()}`;
  answer.setAttribute('aria-busy', 'true');
  const old = [...answer.querySelectorAll('.settled')];
  answer.replaceChildren(h('p', { class: 'progress' }, 'Computing …'), ...old);
  read = [];
  ask(asked, hear);
}

function hear(reply: Reply): void {
  switch (reply.kind) {
    case 'read':
      read = reply.files;
      form.tell(read);
      return;
    case 'progress':
      answer.querySelector('.progress')!.textContent = reply.text;
      return;
    case 'refused':
      form.tell(read, reply.message);
      answer.setAttribute('aria-busy', 'false');
      // The fields have no dashes before their names.
      answer.replaceChildren(h('p', { class: 'error', role: 'alert' }, reply.message.replace(/^--/, '')));
      question.open = true;
      return;
    case 'first':
      performance.mark('first', { detail: reply.explained.ms });
      settle(explainedView(reply.explained), 'A first answer; trying a million orders …');
      return;
    case 'explained': {
      const { explained } = reply;
      performance.mark('whole', { detail: explained.ms });
      settle(explainedView(explained));
      share(explained.linked, explained.tests, explained.explanation);
      return;
    }
    case 'judged': {
      const { judged } = reply;
      settle(judgedView(judged));
      share(judged.linked, judged.tests, judged.judgement);
    }
  }
}

function settle(view: readonly HTMLElement[], progress = ''): void {
  const isDone = progress === '';
  answer.setAttribute('aria-busy', String(!isDone));
  answer.replaceChildren(
    ...(isDone ? [] : [h('p', { class: 'progress' }, progress)]),
    h('div', isDone ? { class: 'settled', 'data-done': 'true' } : {}, ...view),
  );
}

async function share(linked: LinkedCase, tests: Tests | undefined, record: unknown): Promise<void> {
  const body = answer.querySelector('.settled');
  const view = await shareView(linked, tests, record);
  if (body?.isConnected === true) body.append(view);
  const fragment = await fragmentOf(linked);
  written = linked.files.length === 0 || fragment.length > longestLink ? '' : `#${fragment}`;
  history.replaceState(null, '', written === '' ? location.pathname + location.search : written);
}

/** Shows the question of the address; the example where there is none. */
async function open(): Promise<void> {
  const { hash } = location;
  written = hash;
  if (!isLink(hash)) {
    form.put(example);
    choose('explain', false);
    answerForm();
    return;
  }
  try {
    const asked = await caseOfFragment(hash);
    form.put(asked);
    choose(asked.command, false);
    answerCase(asked);
  } catch (error) {
    answer.setAttribute('aria-busy', 'false');
    answer.replaceChildren(h('p', { class: 'error', role: 'alert' }, (error as Error).message));
  }
}

type Tab = Mode | 'device';
const tabs = ['explain', 'judge', 'device'] as const;

function choose(tab: Tab, isAsked: boolean): void {
  for (const one of tabs) {
    const button = byId(`tab-${one}`);
    button.setAttribute('aria-selected', String(one === tab));
    button.tabIndex = one === tab ? 0 : -1;
  }
  byId('ask').hidden = tab === 'device';
  byId('device').hidden = tab !== 'device';
  if (tab === 'device') {
    if (byId('device').childElementCount === 0) deviceView();
    return;
  }
  byId('ask').setAttribute('aria-labelledby', `tab-${tab}`);
  form.choose(tab);
  if (isAsked) answerForm();
}

for (const [index, tab] of tabs.entries()) {
  const button = byId(`tab-${tab}`);
  button.addEventListener('click', () => choose(tab, true));
  button.addEventListener('keydown', (event) => {
    const places: Readonly<Record<string, number>> = {
      ...{ ArrowRight: index + 1, ArrowLeft: index + tabs.length - 1, Home: 0, End: tabs.length - 1 },
    };
    const place = places[event.key];
    if (place === undefined) return;
    event.preventDefault();
    const next = tabs[place % tabs.length]!;
    choose(next, true);
    byId(`tab-${next}`).focus();
  });
}

addEventListener('hashchange', () => {
  if (location.hash !== written && (isLink(location.hash) || location.hash === '')) open();
});
// As a link it would replace the question in the address.
document.querySelector('.skip')!.addEventListener('click', (event) => {
  event.preventDefault();
  answer.focus();
});
// A narrow screen shows the answer first.
if (matchMedia('(max-width: 61.99rem)').matches) question.open = false;
matchMedia('(min-width: 62rem)').addEventListener('change', ({ matches }) => {
  if (matches) question.open = true;
});
warmUp();
open();
