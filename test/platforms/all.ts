import { startModal } from './modal/index.ts';
import { serverKeys } from './predibase/account.ts';
import { startLorax, startPredibase } from './predibase/index.ts';
import { startReplicate } from './replicate/index.ts';
import { startTogether } from './together/index.ts';

export interface SimulatorsOptions {
  readonly clock: { readonly speed: number };
  readonly seed: 'demo' | 'empty';
  /** A port is asked for each server; 0 is any that is free. */
  readonly portOf?: () => number;
}

export interface Started {
  /** What Slipway takes as a local platform: credentials have the names that the connectors give them. */
  readonly said: Readonly<Record<string, unknown>>;
  readonly close: () => Promise<void>;
}

type Starter = (options: SimulatorsOptions & { portOf: () => number }) => Promise<Started>;

/** Each takes the next ports. `.vscode/launch.json` names the one of Modal's control, so a new platform comes last. */
const starters = {
  together: async ({ portOf, ...options }) => {
    const sim = await startTogether({ ...options, port: portOf() });
    const { baseUrls, credentials, controlUrl: control } = sim;
    return { said: { baseUrls, credentials, control }, close: () => sim.close() };
  },
  replicate: async ({ portOf, ...options }) => {
    const sim = await startReplicate({ ...options, port: portOf() });
    const { baseUrls, controlUrl: control } = sim;
    // The organization's; the other account is for tests.
    const credentials = { token: sim.credentials.token };
    return { said: { baseUrls, credentials, control }, close: () => sim.close() };
  },
  predibase: startPredibaseWithServers,
  modal: async ({ portOf, ...options }) => {
    // It serves at three, one after the other.
    const [port] = [portOf(), portOf(), portOf()];
    const sim = await startModal({ ...options, port });
    const { baseUrls, credentials, controlUrl: control } = sim;
    return { said: { baseUrls, credentials, control }, close: () => sim.close() };
  },
} satisfies Record<string, Starter>;

export type Simulated = keyof typeof starters;
export const simulated = Object.keys(starters) as Simulated[];

/** Starts the simulators of these platforms; what they say is by platform. */
export async function startSimulators(only: readonly string[], options: SimulatorsOptions): Promise<Started> {
  const said: Record<string, unknown> = {};
  const running: Started[] = [];
  for (const [name, start] of Object.entries(starters)) {
    if (!only.includes(name)) continue;
    const started = await start({ portOf: () => 0, ...options });
    running.push(started);
    said[name] = started.said;
  }
  return {
    said,
    close: async () => {
      await Promise.all(running.map((each) => each.close()));
    },
  };
}

/** The control plane, and two servers of a person's own: an open one, and one behind a proxy that asks for a key. */
async function startPredibaseWithServers({ portOf, ...options }: Parameters<Starter>[0]): Promise<Started> {
  const plane = await startPredibase({ ...options, port: portOf() });
  const open = await startLorax({ ...options, port: portOf(), predibaseGateway: plane.baseUrls.gateway });
  const { proxyToken } = serverKeys;
  const settings = { modelId: 'meta-llama/Llama-3.1-8B-Instruct', architecture: 'LlamaForCausalLM' };
  const guarded = await startLorax({ ...options, port: portOf(), settings, proxyToken });
  const servers = [
    { id: 'sim-open', label: 'workstation', url: open.baseUrls.server },
    { id: 'sim-guarded', label: 'gpu-box', url: guarded.baseUrls.server, token: proxyToken },
  ];
  return {
    said: {
      baseUrls: plane.baseUrls,
      credentials: {
        apiKey: plane.credentials.apiToken,
        tenant: plane.credentials.tenant,
        hfToken: open.credentials.huggingFaceToken,
      },
      ...(options.seed === 'empty' ? {} : { servers }),
      control: plane.controlUrl,
      loraxControls: [open.controlUrl, guarded.controlUrl],
    },
    close: async () => {
      await Promise.all([open, guarded, plane].map((one) => one.close()));
    },
  };
}
