import assert from 'node:assert/strict';
import type { DeploymentSpec, ModelRef, PlatformId } from '../../../../src/connectors/index.ts';
import { processMemory } from '../../../../src/connectors/memory.ts';
import type { FaultRule } from '../../../platforms/kit/faults.ts';
import { startPredibase } from '../../../platforms/predibase/index.ts';
import { startReplicate } from '../../../platforms/replicate/index.ts';
import { startTogether } from '../../../platforms/together/index.ts';
import { connected } from './connected.ts';
import type { Job } from './job.ts';

/** A platform to which windows deploy that do not live to see the end of it. */
export interface CrashStage extends Pick<Job, 'platform' | 'baseUrls' | 'credentials'> {
  spec(name: string): DeploymentSpec;
  fault(rule: FaultRule): void;
  clearFaults(): void;
  close(): Promise<void>;
}

const live = { clock: { speed: 600 } };

/** Of each platform, or why there is none. */
export const stages = {
  together: async () => {
    const sim = await startTogether(live);
    const { control, baseUrls, credentials } = sim;
    const model = { id: 'arch_qwen9', name: 'Qwen/Qwen3.5-9B', kind: 'model' } as const;
    const variant = await smallest({ platform: 'together', baseUrls, credentials }, model);
    return {
      platform: 'together',
      baseUrls,
      credentials,
      spec: (name) => ({
        name,
        model,
        variant,
        config: { minReplicas: 1, maxReplicas: 1 },
      }),
      fault: (rule) => void control.addFault(rule),
      clearFaults: () => control.clearFaults(),
      close: () => sim.close(),
    };
  },
  replicate: async () => {
    const sim = await startReplicate(live);
    const { control, baseUrls, credentials } = sim;
    return {
      platform: 'replicate',
      baseUrls,
      credentials: { token: credentials.token },
      spec: (name) => ({
        name,
        model: { id: 'meta/llama-2-7b-chat', name: 'meta/llama-2-7b-chat', kind: 'model' },
        config: { minReplicas: 0, maxReplicas: 1, instanceType: 'gpu-t4' },
      }),
      fault: (rule) => void control.addFault(rule),
      clearFaults: () => control.clearFaults(),
      close: () => sim.close(),
    };
  },
  predibase: async () => {
    const sim = await startPredibase(live);
    const { control, baseUrls, credentials } = sim;
    return {
      platform: 'predibase',
      baseUrls,
      credentials: { apiKey: credentials.apiToken },
      spec: (name) => ({
        name,
        model: { id: 'qwen3-8b', name: 'qwen3-8b', kind: 'model' },
        config: { minReplicas: 1, maxReplicas: 1, instanceType: 'l40s_48gb_100' },
      }),
      fault: (rule) => void control.addFault(rule),
      clearFaults: () => control.clearFaults(),
      close: () => sim.close(),
    };
  },
  modal:
    'Apps are deployed by the person’s own program, which these windows lack; Endpoints are not tried yet.',
} satisfies Record<PlatformId, (() => Promise<CrashStage>) | string>;

async function smallest(
  account: Pick<Job, 'platform' | 'baseUrls' | 'credentials'>,
  model: ModelRef,
): Promise<string> {
  const { connector } = await connected(account, processMemory());
  const variants = await connector.variants(model);
  connector.dispose();
  return variants.find(({ instanceType }) => instanceType === '1xnvidia-h100-80gb')?.id ?? assert.fail();
}
