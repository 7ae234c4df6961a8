import { PythonError, unreachable } from './errors.ts';
import type { FunctionSpec } from './config.ts';

export interface Credentials {
  readonly tokenId: string;
  readonly tokenSecret: string;
  /** Empty for the workspace's default. */
  readonly environment: string;
}

export interface DeployOrder extends Credentials {
  readonly app: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly tag?: string;
  readonly strategy: string;
  readonly clientVersion: string;
  readonly functions: readonly FunctionSpec[];
}

export interface Published {
  readonly appId: string;
  readonly dashboard: string;
  readonly noop?: boolean;
  readonly functions: Readonly<Record<string, { readonly id: string; readonly url: string }>>;
}

export interface SimulatorControl {
  check(who: Credentials): Promise<void>;
  create(order: DeployOrder): Promise<{ readonly appId: string }>;
  publish(order: DeployOrder): Promise<Published>;
  abandon(appId: string): Promise<void>;
  switches(): Promise<readonly string[]>;
}

const errorTypes: Readonly<Record<number, string>> = {
  401: 'AuthError',
  403: 'PermissionDeniedError',
  404: 'NotFoundError',
};

/** The address that `MODAL_SIM_CONTROL` holds; nothing but a simulator on this machine will do. */
export function controlAddress(env: NodeJS.ProcessEnv): string | undefined {
  const text = env['MODAL_SIM_CONTROL'] ?? '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' && isLoopback(url.hostname) ? text.replace(/\/$/, '') : undefined;
}

export const isLoopback = (host: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(host);

export function simulatorControl(address: string): SimulatorControl {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(`${address}/modal/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    }).catch(() => {
      throw unreachable();
    });
    const answer: unknown = await response.json();
    if (response.ok) return answer;
    throw new PythonError(
      errorTypes[response.status] ?? (response.status < 500 ? 'InvalidError' : 'InternalError'),
      (answer as { message: string }).message,
    );
  };
  return {
    check: async (who) => {
      await post('check', who);
    },
    create: async (order) => (await post('deploy', { ...order, phase: 'create' })) as { appId: string },
    publish: async (order) => (await post('deploy', { ...order, phase: 'publish' })) as Published,
    abandon: async (appId) => {
      await post('abandon', { appId });
    },
    switches: async () => {
      const response = await fetch(`${address}/modal/switches`).catch(() => undefined);
      if (!response?.ok) return [];
      return ((await response.json()) as { switches: string[] }).switches;
    },
  };
}
