import { parseArgs } from 'node:util';
import { startModal } from './modal/index.ts';
import { startLorax, startPredibase } from './predibase/index.ts';
import { startReplicate } from './replicate/index.ts';
import { startTogether } from './together/index.ts';

/**
 * Starts the simulators, prints one line of JSON with where they are, and stays until told to go. What is
 * printed is what Slipway takes as its local platforms: credentials have the names that the connectors give them.
 * Platform durations are divided by 30, so a deployment's ten minutes of provisioning and start take 20 s: long
 * enough to watch every state, short enough not to wait for it. The clock itself tells the true time.
 */
const usage = 'usage: main.ts [--only together,replicate,predibase,modal] [--port N] [--speed N] [--empty]\n';

interface Started {
  said: Record<string, unknown>;
  close: () => Promise<void>;
}

function read() {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: 'together,replicate,predibase,modal' },
      port: { type: 'string', default: '0' },
      speed: { type: 'string', default: '30' },
      empty: { type: 'boolean', default: false },
    },
  });
  return {
    only: values.only.split(','),
    speed: Number(values.speed),
    port: Number(values.port),
    seed: values.empty ? ('empty' as const) : ('demo' as const),
  };
}

const { only, speed, port, seed } = read();
const clock = { speed };
let next = port;
/** A given port is the first of several; 0 is any that is free, each time. */
const portOf = (): number => (port === 0 ? 0 : next++);

const starters: Record<string, () => Promise<Started>> = {
  together: async () => {
    const sim = await startTogether({ port: portOf(), clock, seed });
    const { baseUrls, credentials, controlUrl: control } = sim;
    return { said: { baseUrls, credentials, control }, close: () => sim.close() };
  },
  replicate: async () => {
    const sim = await startReplicate({ port: portOf(), clock, seed });
    const { baseUrls, controlUrl: control } = sim;
    // The organization's; the other account is for tests.
    const credentials = { token: sim.credentials.token };
    return { said: { baseUrls, credentials, control }, close: () => sim.close() };
  },
  predibase: startPredibaseWithServers,
  modal: async () => {
    const sim = await startModal({ port: portOf(), clock, seed });
    const { baseUrls, credentials, controlUrl: control } = sim;
    return { said: { baseUrls, credentials, control }, close: () => sim.close() };
  },
};

/** The control plane, and two servers of a person's own: an open one, and one behind a proxy that asks for a key. */
async function startPredibaseWithServers(): Promise<Started> {
  const plane = await startPredibase({ port: portOf(), clock, seed });
  const open = await startLorax({ port: portOf(), clock, seed, predibaseGateway: plane.baseUrls.gateway });
  const proxyToken = 'lorax-proxy-key-1';
  const settings = { modelId: 'meta-llama/Llama-3.1-8B-Instruct', architecture: 'LlamaForCausalLM' };
  const guarded = await startLorax({ port: portOf(), clock, seed, settings, proxyToken });
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
      ...(seed === 'empty' ? {} : { servers }),
      control: plane.controlUrl,
      loraxControls: [open.controlUrl, guarded.controlUrl],
    },
    close: async () => {
      await Promise.all([open, guarded, plane].map((one) => one.close()));
    },
  };
}

const valid = Number.isFinite(speed) && speed >= 0 && Number.isInteger(port);
if (!valid || only.some((name) => !(name in starters))) {
  process.stderr.write(usage);
  process.exit(2);
}

const running: Started[] = [];
const said: Record<string, unknown> = {};
for (const [name, start] of Object.entries(starters)) {
  if (!only.includes(name)) continue;
  const started = await start();
  running.push(started);
  said[name] = started.said;
}
process.stdout.write(`${JSON.stringify(said)}\n`);

const leave = (): void => void Promise.all(running.map(({ close }) => close())).then(() => process.exit(0));
process.once('SIGINT', leave);
process.once('SIGTERM', leave);
