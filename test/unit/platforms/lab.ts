import assert from 'node:assert/strict';
import { checkResponse } from '../../platforms/spec.ts';
import {
  startTogether,
  type TogetherOptions,
  type TogetherSimulator,
} from '../../platforms/together/index.ts';
import { account } from '../../platforms/together/world.ts';

export interface Got {
  readonly status: number;
  readonly body: Wire;
  readonly text: string;
  readonly headers: Headers;
}

/** A JSON body as a test reads it: any path, text at the end. */
export interface Wire {
  readonly [key: string]: Wire;
}

export interface Lab {
  readonly sim: TogetherSimulator;
  /** Where the interface document and the answers differ. */
  readonly problems: string[];
  readonly project: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Got>;
  /** As `call`, failing on anything but the wanted status. */
  want(status: number, method: string, path: string, body?: unknown): Promise<Wire>;
  close(): Promise<void>;
}

export async function openLab(options: TogetherOptions = {}): Promise<Lab> {
  const problems: string[] = [];
  const sim = await startTogether({
    ...options,
    onAnswer: ({ method, path, status, body }) => {
      const verdict = checkResponse(method, path, status, body);
      if (verdict !== 'no-spec') problems.push(...verdict);
    },
  });
  const origin = new URL(sim.baseUrls.v1).origin;
  const call: Lab['call'] = async (method, path, body, headers = {}) => {
    const response = await fetch(origin + path, {
      method,
      headers: {
        authorization: `Bearer ${sim.credentials.apiKey}`,
        'content-type': 'application/json',
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const parsed =
      response.headers.get('content-type') === 'application/json' ? (JSON.parse(text) as Wire) : {};
    return { status: response.status, body: parsed, text, headers: response.headers };
  };
  return {
    sim,
    problems,
    project: `/v2/projects/${account.project_id}`,
    call,
    want: async (status, method, path, body) => {
      const got = await call(method, path, body);
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

export const message = (body: Wire): string => word(body['error']!['message']);
export const errorCode = (body: Wire): string => word(body['error']!['code']);

/** The catalogue's first profile, as a client would find it. */
export const qwen = {
  model: 'projects/proj_together1/models/ml_qwen9_fp8_0/revisions/rv_qwen9_fp8_0',
  config: 'projects/proj_togethercfg1/configs/cr_qwen9_fp8_0',
} as const;

/** An endpoint with one deployment, not yet up. */
export async function deploy(
  lab: Lab,
  name: string,
  autoscaling: unknown = { minReplicas: 1, maxReplicas: 1 },
): Promise<{ ep: string; dep: string; path: string; endpoint: string }> {
  const made = await lab.want(200, 'POST', `${lab.project}/endpoints`, { name });
  const ep = word(made['id']);
  const endpoint = `${lab.project}/endpoints/${ep}`;
  const deployment = await lab.want(200, 'POST', `${endpoint}/deployments`, {
    name: 'one',
    ...qwen,
    autoscaling,
  });
  const dep = word(deployment['id']);
  return { ep, dep, endpoint, path: `${endpoint}/deployments/${dep}` };
}

export async function stateOf(lab: Lab, path: string): Promise<string> {
  const { status } = await lab.want(200, 'GET', path);
  return word(status!['state']).replace('DEPLOYMENT_STATE_', '');
}
