import assert from 'node:assert/strict';
import {
  type ReplicateOptions,
  type ReplicateSimulator,
  startReplicate,
} from '../../../platforms/replicate/index.ts';
import { checkReplicateAnswer } from '../../../platforms/replicate/spec.ts';

/** A JSON body as a test reads it: any path, a plain value at the end. */
export interface Wire {
  readonly [key: string]: Wire;
}

export interface Got {
  readonly status: number;
  readonly body: Wire;
  readonly text: string;
  readonly headers: Headers;
}

export interface Lab {
  readonly sim: ReplicateSimulator;
  /** Where the interface document and the answers differ. */
  readonly problems: string[];
  /** `path` below `/v1`. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Got>;
  /** As `call`, failing on anything but the wanted status. */
  want(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Wire>;
  close(): Promise<void>;
}

export async function openLab(options: ReplicateOptions = {}): Promise<Lab> {
  const problems: string[] = [];
  const sim = await startReplicate({
    ...options,
    onAnswer: ({ method, path, status, body }) => {
      const verdict = checkReplicateAnswer(method, path, status, body);
      if (verdict !== 'no-spec') problems.push(...verdict);
    },
  });
  const call: Lab['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(sim.baseUrls.api + path, {
      method,
      headers: {
        authorization: `Bearer ${sim.credentials.token}`,
        ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      body: json ? (JSON.parse(text) as Wire) : {},
      text,
      headers: response.headers,
    };
  };
  return {
    sim,
    problems,
    call,
    want: async (status, method, path, body, headers) => {
      const got = await call(method, path, body, headers);
      assert.equal(got.status, status, `${method} ${path}: ${got.status} ${got.text}`);
      return got.body;
    },
    close: () => sim.close(),
  };
}

/** A string of a body, and nothing else: a missing one fails here, not three lines later. */
export function word(value: unknown): string {
  assert.ok(typeof value === 'string', `want a string, got ${JSON.stringify(value)}`);
  return value;
}

export const rows = (page: Wire): Wire[] => page['results'] as unknown as Wire[];

export async function newestVersion(lab: Lab, model: string): Promise<string> {
  const page = await lab.want(200, 'GET', `/models/${model}/versions`);
  return word(rows(page)[0]!['id']);
}

/** A deployment of the account; its path below `/v1`. */
export async function deploy(
  lab: Lab,
  name: string,
  more: { model?: string; hardware?: string; min_instances?: number; max_instances?: number } = {},
): Promise<string> {
  const model = more.model ?? 'meta/llama-2-7b-chat';
  const version = await newestVersion(lab, model);
  const body = { name, model, version, hardware: 'gpu-t4', min_instances: 0, max_instances: 1, ...more };
  const made = await lab.want(200, 'POST', '/deployments', body);
  return `/deployments/${word(made['owner'])}/${name}`;
}
