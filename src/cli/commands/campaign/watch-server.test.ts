import { Queue } from 'bullmq';
import { expect, test } from 'vitest';
import { exampleWatchState } from '../../../queue/fake-queue.test-support.ts';
import { partNames, type WatchParts, watchParts } from '../../../report/watch-parts.ts';
import { watchApp } from './watch-server.ts';

/** Bull Board asks it for nothing but its name before a browser comes. */
const queue = Object.assign(Object.create(Queue.prototype), { name: 'some-queue' }) as Queue;
const commands = { replay: () => 'replay it', reproduce: () => 'reproduce it' };
const host = { host: '127.0.0.1:7777' };
const app = watchApp(queue, (listener) => {
  for (const parts of shown) listener.show(parts);
  listener.broker('it is away');
  listener.end();
  return () => {};
});
let shown: readonly WatchParts[] = [];

test.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil:7777', '10.0.0.1', '127.0.0.1:7777@evil.example'])(
  'a browser that asks %s is refused: that page only has our address',
  async (name) => {
    expect((await app.request('/', { headers: { host: name } })).status).toBe(403);
    expect((await app.request('/jobs/api/queues', { headers: { host: name } })).status).toBe(403);
  },
);

test('without a Host, for another site, and for anything but reading, it is refused too', async () => {
  expect((await app.request('/')).status).toBe(403);
  const other = { ...host, 'sec-fetch-site': 'cross-site' };
  expect((await app.request('/events', { headers: other })).status).toBe(403);
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    expect((await app.request('/jobs/api/queues/some-queue/pause', { headers: host, method })).status).toBe(405);
});

test.each(['127.0.0.1:7777', 'localhost:1', '[::1]:80', 'LOCALHOST'])('%s is this machine', async (name) => {
  const answer = await app.request('/', { headers: { host: name } });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'sha256-/);
  expect(await answer.text()).not.toMatch(/https?:\/\//);
});

test('the pages of the jobs load nothing from elsewhere', async () => {
  const answer = await app.request('/jobs', { headers: host });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-security-policy')).toMatch(/^default-src 'self'; style-src 'self' /);
});

test('a browser gets each part when it changes, and is told of the end', async () => {
  const state = exampleWatchState();
  const later = { ...state, cases: state.cases + 1 };
  shown = [watchParts(state, commands), watchParts(state, commands), watchParts(later, commands)];
  const answer = await app.request('/events', { headers: host });
  const events = (await answer.text()).split('\n\n').filter((text) => text !== '');
  const names = events.map((text) => {
    const [event, data] = text.split('\n').map((line) => line.replace(/^(event|data): /, ''));
    return event === 'part' ? JSON.parse(data!).name : event;
  });
  // Two states came while the first one was not sent: the newest counts.
  expect(names).toEqual([...partNames, 'broker', 'end']);
  expect(events[0]).toContain('201');
});
