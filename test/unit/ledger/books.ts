import assert from 'node:assert/strict';
import type {
  Connector,
  ConnectorDefinition,
  DeploymentSpec,
  PlatformId,
  TimeWindow,
} from '../../../src/connectors/index.ts';
import { definitions } from '../../../src/connectors/index.ts';
import type { OwnPrices } from '../../../src/connectors/price-book.ts';
import { memoryOf, patientClock } from '../connectors/kit.ts';
import { startModal } from '../../platforms/modal/index.ts';
import { startPredibase } from '../../platforms/predibase/index.ts';
import { startReplicate } from '../../platforms/replicate/index.ts';
import { startTogether } from '../../platforms/together/index.ts';
import { silent } from '../deployments/builders.ts';

/** A platform that bills by its own rules, on a clock that passes only when a test says so. */
export interface Books {
  readonly definition: ConnectorDefinition;
  readonly connector: Connector;
  readonly now: () => number;
  readonly advance: (ms: number) => void;
  /** What the platform bills for one deployment, in nano-dollars. */
  readonly invoice: (id: string, window: TimeWindow) => number;
  /** What to deploy; absent: what is there already is used. */
  readonly spec?: (name: string) => Promise<DeploymentSpec>;
  /** A model that is billed by token, and the bill. */
  readonly tokens?: { model: string; invoice: (window: TimeWindow) => number };
  /** One that runs from the start. */
  readonly running: () => Promise<string>;
  readonly close: () => Promise<void>;
}

export interface Keeper {
  readonly name: string;
  /** How much of our own range may be left with the platform’s record of the same time. Absent: it keeps none. */
  readonly left?: number;
  readonly open: () => Promise<Books>;
}

interface Simulated {
  control: Parameters<typeof patientClock>[0];
  baseUrls: Record<string, string>;
  close(): Promise<void>;
}

async function connected(
  platform: PlatformId,
  sim: Simulated,
  credentials: Record<string, string>,
  prices?: OwnPrices,
) {
  const definition = definitions[platform];
  const connect = await definition.load();
  const clock = patientClock(sim.control);
  const context = { credentials, baseUrls: sim.baseUrls, clock, log: silent, memory: memoryOf(new Map()) };
  const connector = connect({ ...context, ...(prices ? { prices } : {}) });
  const active = async (wanted: (id: string) => boolean = () => true): Promise<string> => {
    const { deployments } = await connector.list();
    const found = deployments.find(
      ({ id, status, price, replicas: { min = 0 } }) => status === 'active' && price && min > 0 && wanted(id),
    );
    return found?.id ?? assert.fail('nothing runs');
  };
  return {
    ...{ definition, connector, active },
    now: () => sim.control.now(),
    advance: (ms: number) => sim.control.advance(ms),
    close: async () => {
      connector.dispose();
      await sim.close();
    },
  };
}

const lastPart = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
const known = (nano: number | undefined): number => nano ?? assert.fail('the books lack a price');

const together: Keeper = {
  name: 'Together AI',
  left: 0.01,
  open: async () => {
    const sim = await startTogether();
    const base = await connected('together', sim, sim.credentials);
    const model = { id: 'arch_qwen9', name: 'Qwen/Qwen3.5-9B', kind: 'model' as const };
    const shared = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
    return {
      ...base,
      tokens: {
        model: shared,
        invoice: (window) => known(sim.control.tokenBill({ model: shared, ...window }).nanoUsd),
      },
      running: () => base.active(),
      invoice: (id, window) => known(sim.control.cost({ deploymentId: lastPart(id), ...window }).nanoUsd),
      spec: async (name) => {
        const variants = await base.connector.variants(model);
        const small = variants.find(({ instanceType }) => instanceType === '1xnvidia-h100-80gb');
        return {
          name,
          model,
          variant: small?.id ?? assert.fail(),
          config: { minReplicas: 1, maxReplicas: 2 },
        };
      },
    };
  },
};

const replicate: Keeper = {
  name: 'Replicate',
  left: 0.1,
  open: async () => {
    const sim = await startReplicate();
    const base = await connected('replicate', sim, { token: sim.credentials.token });
    const model = { id: 'meta/llama-2-7b-chat', name: 'meta/llama-2-7b-chat', kind: 'model' as const };
    return {
      ...base,
      running: () => base.active(),
      invoice: (id, window) => known(sim.control.cost({ deployment: id, ...window }).nanoUsd),
      spec: async (name) => {
        const [newest] = await base.connector.variants(model);
        const config = { minReplicas: 1, maxReplicas: 2, instanceType: 'gpu-t4' };
        return { name, model, variant: newest?.id ?? assert.fail(), config };
      },
    };
  },
};

const predibase: Keeper = {
  name: 'Predibase',
  open: async () => {
    const sim = await startPredibase();
    // No call of Predibase tells a price: the person has set the one that the contract says.
    const prices = {
      a10_24gb_100: { perHour: 2_600_000_000 },
      l40s_48gb_100: { perHour: 3_200_000_000 },
      a100_80gb_100: { perHour: 4_800_000_000 },
    };
    const base = await connected('predibase', sim, { apiKey: sim.credentials.apiToken }, prices);
    const model = { id: 'qwen3-8b', name: 'qwen3-8b', kind: 'model' as const };
    return {
      ...base,
      running: () => base.active(),
      invoice: (id, window) => known(sim.control.cost({ name: lastPart(id), ...window }).nanoUsd),
      spec: async (name) => {
        const [variant] = await base.connector.variants(model);
        const config = {
          minReplicas: 1,
          maxReplicas: 2,
          instanceType: 'a10_24gb_100',
          idleTimeoutMinutes: 30,
        };
        return { name, model, variant: variant?.id ?? assert.fail(), config };
      },
    };
  },
};

const modal: Keeper = {
  name: 'Modal',
  left: 0.6,
  open: async () => {
    const sim = await startModal();
    const base = await connected('modal', sim, { ...sim.credentials });
    return {
      ...base,
      running: () => base.active((id) => !id.startsWith('endpoint:')),
      invoice: (id, window) =>
        Number((sim.control.invoice({ app: lastPart(id), ...window }).pico + 500n) / 1000n),
    };
  },
};

export const keepers: Readonly<Record<PlatformId, Keeper>> = { together, replicate, predibase, modal };
