import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type Answer, hasFault, type JsonAnswer, Refusal } from './answers.ts';
import type { SimClock } from './clock.ts';
import { enter } from './door.ts';
import type { FaultBook } from './faults.ts';
import type { LoggedRequest, RequestLog } from './requestLog.ts';
import { answerInstead, loseAnswer, write } from './respond.ts';
import type { Router } from './router.ts';

export interface PlatformSetup {
  readonly clock: SimClock;
  readonly router: Router;
  readonly faults: FaultBook;
  readonly log: RequestLog;
  /** Paths below this are the simulator's own: neither logged nor hit by faults. */
  readonly controlPath: string;
  /** The platform's own words for what the kit refuses on its behalf. */
  readonly words: {
    notFound(path: string): JsonAnswer;
    wrongMethod(path: string): JsonAnswer;
    badJson(path: string): JsonAnswer;
    crash(path: string): JsonAnswer;
  };
  /** Runs before routing, for authentication. */
  readonly admit?: (request: { method: string; path: string; headers: IncomingMessage['headers'] }) => void;
  /** Paths whose request bodies are files, not JSON. */
  readonly takesFiles?: (path: string, headers: IncomingMessage['headers']) => boolean;
  /** Takes over connections that ask for another protocol; without it they are closed. */
  readonly onUpgrade?: (request: IncomingMessage, socket: Duplex) => void;
  /** Headers for every answer of this request. */
  readonly stamp?: (request: {
    method: string;
    path: string;
    status: number;
    headers: IncomingMessage['headers'];
  }) => Record<string, string>;
  /** Sees every finished exchange; the contract tests check bodies here. */
  readonly onAnswer?: (exchange: { method: string; path: string; status: number; body: unknown }) => void;
}

export interface RunningServer {
  readonly origin: string;
  close(): Promise<void>;
}

export async function listen(setup: PlatformSetup, port = 0): Promise<RunningServer> {
  const server = createServer((request, response) => {
    serve(setup, request, response).catch(() => response.destroy());
  });
  const upgraded = new Set<Duplex>();
  const { onUpgrade } = setup;
  if (onUpgrade) {
    server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
      upgraded.add(socket);
      socket.on('close', () => upgraded.delete(socket)).on('error', () => socket.destroy());
      onUpgrade(request, socket);
    });
  }
  server.keepAliveTimeout = 0;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${bound}`, close: () => shut(server, upgraded) };
}

async function shut(server: Server, upgraded: ReadonlySet<Duplex>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  for (const socket of upgraded) socket.destroy();
  await closed;
}

async function serve(
  setup: PlatformSetup,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const url = new URL(request.url ?? '/', 'http://simulator');
  const method = request.method ?? 'GET';
  const { path, own } = enter(url.pathname, setup.controlPath);

  const raw = await readBytes(request);
  const file = setup.takesFiles?.(path, request.headers) === true;
  const body = file ? { value: undefined, broken: false } : parse(raw.toString('utf8'));
  setup.clock.settle();
  const faults = own ? [] : setup.faults.take(method, path);
  const entry = own
    ? undefined
    : setup.log.open(
        { at: setup.clock.now(), method, path, search: url.search, body: body.value },
        request.headers,
      );
  if (entry) entry.faults = faults.map(({ kind }) => kind);

  let answer: Answer | 'cut' | undefined = await answerInstead(faults, response, gone.signal);
  if (!answer) {
    setup.clock.settle();
    const call = { method, path, query: url.searchParams, headers: request.headers, signal: gone.signal };
    answer = await decide(setup, { ...call, body, raw, faults, own }, entry);
    const lost = hasFault(faults, 'loseResponse');
    if (lost) answer = await loseAnswer(lost, response, gone.signal);
  }
  if (answer === 'cut') {
    finish(entry, undefined, gone.signal.aborted ? 'client-left' : 'cut');
    return;
  }

  const stamped = {
    ...answer,
    headers: {
      ...setup.stamp?.({ method, path, status: answer.status, headers: request.headers }),
      ...answer.headers,
    },
  };
  if (entry) entry.status = answer.status;
  const { socket } = request;
  const before = socket.bytesWritten;
  const outcome = await write(stamped, response, faults, gone.signal);
  if (entry) entry.sent = socket.bytesWritten - before;
  if (!own && 'body' in answer) {
    setup.onAnswer?.({ method, path: path + url.search, status: answer.status, body: answer.body });
  }
  finish(entry, answer.status, outcome === 'cut' && gone.signal.aborted ? 'client-left' : outcome);
}

async function decide(
  setup: PlatformSetup,
  arrived: {
    method: string;
    path: string;
    query: URLSearchParams;
    headers: IncomingMessage['headers'];
    signal: AbortSignal;
    body: Parsed;
    raw: Buffer;
    faults: ReturnType<FaultBook['take']>;
    own: boolean;
  },
  entry: LoggedRequest | undefined,
): Promise<Answer> {
  const { path, method, body, own } = arrived;
  try {
    if (!own) setup.admit?.({ method, path, headers: arrived.headers });
    const found = setup.router.find(method, path);
    if (found === 'not-found') return setup.words.notFound(path);
    if (found === 'wrong-method') return setup.words.wrongMethod(path);
    if (body.broken) return setup.words.badJson(path);
    return await found.handle({ ...arrived, body: body.value, params: found.params });
  } catch (error) {
    if (error instanceof Refusal) {
      if (entry) entry.why = error.message;
      return error.answer;
    }
    process.stderr.write(
      `simulator: ${method} ${path}: ${error instanceof Error ? (error.stack ?? '') : ''}\n`,
    );
    if (entry) entry.why = 'the simulator crashed';
    return setup.words.crash(path);
  }
}

interface Parsed {
  readonly value: unknown;
  readonly broken: boolean;
}

function parse(text: string): Parsed {
  if (text === '') return { value: undefined, broken: false };
  try {
    return { value: JSON.parse(text) as unknown, broken: false };
  } catch {
    return { value: undefined, broken: true };
  }
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function finish(
  entry: LoggedRequest | undefined,
  status: number | undefined,
  outcome: LoggedRequest['outcome'],
): void {
  if (!entry) return;
  entry.status = status;
  entry.outcome = outcome;
}
