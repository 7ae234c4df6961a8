import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type LoraxOptions,
  type LoraxSimulator,
  startLorax,
} from '../../../platforms/predibase/lorax/index.ts';
import {
  type PredibaseOptions,
  type PredibaseSimulator,
  startPredibase,
} from '../../../platforms/predibase/index.ts';
import { checkLoraxAnswer, checkLoraxEvent } from '../../../platforms/predibase/spec.ts';

/** A JSON body as a test reads it: any path, a plain value at the end. */
export interface Wire {
  readonly [key: string]: Wire;
}

export interface Got {
  readonly status: number;
  readonly body: Wire;
  readonly text: string;
  readonly type: string;
  readonly headers: Headers;
}

export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Record<string, string>,
) => Promise<Got>;

function caller(origin: string, standard: Record<string, string>): Call {
  return async (method, path, body, headers = {}) => {
    const response = await fetch(origin + path, {
      method,
      redirect: 'manual',
      headers: {
        ...standard,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    const parsed = type === 'application/json' && text !== '' ? (JSON.parse(text) as Wire) : {};
    return { status: response.status, body: parsed, text, type, headers: response.headers };
  };
}

export interface LoraxLab {
  readonly sim: LoraxSimulator;
  /** Where the interface document and the answers differ. */
  readonly problems: string[];
  readonly call: Call;
  /** The events of a stream, `[DONE]` included, each checked against the document. */
  events(path: string, body: unknown): Promise<(Wire | '[DONE]')[]>;
  close(): Promise<void>;
}

export async function openLorax(options: LoraxOptions = {}): Promise<LoraxLab> {
  const problems: string[] = [];
  const note = (verdict: string[] | 'no-spec'): void => {
    if (verdict !== 'no-spec') problems.push(...verdict);
  };
  const sim = await startLorax({
    ...options,
    onAnswer: ({ method, path, status, body }) => note(checkLoraxAnswer(method, path, status, body)),
  });
  const call = caller(sim.baseUrls.server, {});
  return {
    sim,
    problems,
    call,
    events: async (path, body) => {
      const { status, text, type } = await call('POST', path, body);
      assert.equal(status, 200, text);
      assert.match(type, /^text\/event-stream/);
      const events = eventsIn(text);
      for (const event of events) if (event !== '[DONE]') note(checkLoraxEvent(path, event));
      return events;
    },
    close: () => sim.close(),
  };
}

export function eventsIn(text: string): (Wire | '[DONE]')[] {
  return text
    .split(/\r?\n\r?\n/)
    .filter((block) => block.startsWith('data:'))
    .map((block) => block.replace(/^data: ?/, ''))
    .map((data) => (data === '[DONE]' ? data : (JSON.parse(data) as Wire)));
}

export interface PredibaseLab {
  readonly sim: PredibaseSimulator;
  readonly call: Call;
  /** As `call`, failing on anything but the wanted status. */
  want(status: number, method: string, path: string, body?: unknown): Promise<Wire>;
  /** Where a deployment's inference server answers. */
  serving(name: string): string;
  close(): Promise<void>;
}

export async function openPredibase(options: PredibaseOptions = {}): Promise<PredibaseLab> {
  const sim = await startPredibase(options);
  const call = caller(sim.baseUrls.gateway, { authorization: `Bearer ${sim.credentials.apiToken}` });
  return {
    sim,
    call,
    want: async (status, method, path, body) => {
      const got = await call(method, path, body);
      assert.equal(got.status, status, `${method} ${path}: ${got.status} ${got.text}`);
      return got.body;
    },
    serving: (name) => `/${sim.credentials.tenant}/deployments/v2/llms/${name}`,
    close: () => sim.close(),
  };
}

/** Waits for what another connection is about to do, however busy the machine is. */
export async function until(done: () => boolean): Promise<void> {
  for (let left = 1000; left > 0 && !done(); left -= 1) await wait(5);
  assert.ok(done(), 'it never happened');
}

/** A string of a body, and nothing else: a missing one fails here, not three lines later. */
export function word(value: unknown): string {
  assert.ok(typeof value === 'string', `want a string, got ${JSON.stringify(value)}`);
  return value;
}

export const errorOf = ({ body }: Got): string => word(body['error']);
