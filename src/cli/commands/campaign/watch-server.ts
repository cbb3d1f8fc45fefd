import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { HonoAdapter } from '@bull-board/hono';
import { serve } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import type { Queue } from 'bullmq';
import { Hono } from 'hono';
import { type SSEStreamingApi, streamSSE } from 'hono/streaming';
import { UsageError } from '../../../errors/usage-error.ts';
import { watchPage, watchPolicy } from '../../../report/watch-page.ts';
import { partNames, type WatchParts } from '../../../report/watch-parts.ts';

/** The page of `watch --web`, for browsers of this machine. */
export interface WatchServer {
  readonly url: string;
  /** Sends the parts that changed. */
  show(parts: WatchParts): void;
  /** Says that the broker is away, and why; null when it is back. */
  broker(away: string | null): void;
  close(): Promise<void>;
}

const loopback = '127.0.0.1';

/** Names by which a browser of this machine asks. Another one is that of a page which has taken this address over. */
const isLoopbackHost = (host: string | undefined): boolean =>
  host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host);

/** What the pages of Bull Board may load: nothing from elsewhere, although they ask for fonts. */
const boardPolicy =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; base-uri 'self'; frame-ancestors 'none'";

/** Serves the page on loopback. Port 0 is any free one. Throws a UsageError if the port cannot be had. */
export async function serveWatch(queue: Queue, port: number): Promise<WatchServer> {
  const listeners = new Set<Listener>();
  let parts: WatchParts | undefined;
  const app = watchApp(queue, (listener) => {
    listeners.add(listener);
    if (parts !== undefined) listener.show(parts);
    return () => void listeners.delete(listener);
  });
  const server = await listening(app, port);
  return {
    url: `http://${loopback}:${(server.address() as AddressInfo).port}/`,
    show: (now) => {
      parts = now;
      for (const listener of listeners) listener.show(now);
    },
    broker: (away) => {
      for (const listener of listeners) listener.broker(away);
    },
    close: async () => {
      for (const listener of listeners) listener.end();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        // A browser keeps its connection.
        setTimeout(() => server.closeAllConnections(), closingMs).unref();
      });
    },
  };
}

/** How long a browser may take to read the last event. */
const closingMs = 300;

interface Listener {
  show(parts: WatchParts): void;
  broker(away: string | null): void;
  end(): void;
}

/** The routes. `listen` registers a browser, and returns what forgets it. */
export function watchApp(queue: Queue, listen: (listener: Listener) => () => void): Hono {
  const app = new Hono();
  app.use(async (context, next) => {
    if (!isLoopbackHost(context.req.header('host'))) return context.text('only for browsers of this machine\n', 403);
    // Nothing is changed from here: a page of another site could ask for it.
    if (!['GET', 'HEAD'].includes(context.req.method)) return context.text('only for reading\n', 405);
    if (context.req.header('sec-fetch-site') === 'cross-site') return context.text('not for other sites\n', 403);
    await next();
    context.header('Content-Security-Policy', context.req.path === '/' ? watchPolicy : boardPolicy);
    context.header('X-Content-Type-Options', 'nosniff');
    context.header('Referrer-Policy', 'no-referrer');
    context.header('Cross-Origin-Resource-Policy', 'same-origin');
    context.header('Cache-Control', 'no-store');
    return undefined;
  });
  app.get('/', (context) => context.html(watchPage()));
  app.get('/events', (context) =>
    streamSSE(context, async (stream) => {
      const ended = new Promise<void>((resolve) => {
        stream.onAbort(() => resolve());
        const forget = listen(listenerOf(stream, resolve));
        void stream.onAbort(forget);
      });
      await ended;
    }),
  );
  app.route('/jobs', board(queue));
  return app;
}

/** Sends each part once, until it changes. While a browser is slow, only the newest state waits for it. */
function listenerOf(stream: SSEStreamingApi, ended: () => void): Listener {
  const sent = new Map<string, string>();
  let waiting: WatchParts | undefined;
  let last: Promise<void> = Promise.resolve();
  const send = (event: string, data: unknown): Promise<void> => stream.writeSSE({ event, data: JSON.stringify(data) });
  const sendWaiting = async (): Promise<void> => {
    const parts = waiting;
    waiting = undefined;
    for (const name of parts === undefined ? [] : partNames) {
      const html = parts![name];
      if (sent.get(name) === html) continue;
      sent.set(name, html);
      await send('part', { name, html });
    }
  };
  /** Everything is sent in its turn. */
  const inTurn = (work: () => Promise<void>): void => {
    last = last.then(work);
  };
  return {
    show: (parts) => {
      const isWaiting = waiting !== undefined;
      waiting = parts;
      if (!isWaiting) inTurn(sendWaiting);
    },
    broker: (away) => inTurn(() => send('broker', away)),
    end: () => inTurn(() => send('end', null).then(ended)),
  };
}

/** Bull Board, for reading alone. */
function board(queue: Queue): Hono {
  const adapter = new HonoAdapter(serveStatic).setBasePath('/jobs');
  createBullBoard({
    queues: [new BullMQAdapter(queue, { readOnlyMode: true, description: 'the jobs of a campaign' })],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'lastbit: jobs', hideRedisDetails: true } },
  });
  return adapter.registerPlugin() as unknown as Hono;
}

async function listening(app: Hono, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch: app.fetch, hostname: loopback, port }, () => resolve(server)) as Server;
    server.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code === 'EADDRINUSE' ? 'another program has it' : (error.code ?? error.message);
      reject(new UsageError(`--web ${port}: this port cannot be had (${reason}); leave it out for any free one`));
    });
  });
}
