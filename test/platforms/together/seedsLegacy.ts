import type { V1Endpoint } from './types.ts';
import { account, type World } from './world.ts';

/** v1 endpoints of before the switch, fine-tunes, and one container. */
export function seedLegacy(world: World): void {
  const endpoint = (uuid: string, shortName: string, rest: Partial<V1Endpoint>): void => {
    const id = `endpoint-${uuid}`;
    world.v1Endpoints.set(id, {
      id,
      name: `${account.project_slug}/${shortName}`,
      displayName: shortName,
      model: 'meta-llama/Llama-3.1-8B-Instruct-Reference',
      hardware: '1x_nvidia_h100_80gb_sxm',
      owner: account.project_slug,
      state: 'STARTED',
      autoscaling: { min_replicas: 1, max_replicas: 1 },
      inactiveTimeout: 60,
      createdAt: Date.parse('2026-02-04T10:43:55.405Z'),
      flaky: false,
      adapters: [],
      ...rest,
    });
  };
  endpoint('d23901de-ef8f-44bf-b3e7-de9c1ca8f2d7', 'meta-llama/Llama-3.1-8B-Instruct-a32b82a1', {
    displayName: 'Old support bot',
    flaky: true,
    adapters: ['acme/tone-lora'],
  });
  endpoint('5b6b3f0c-0a55-4c7e-9d5c-0f3f7f3b1a02', 'deepseek-ai/DeepSeek-R1-77e1c2d3', {
    displayName: 'R1 experiments',
    model: 'deepseek-ai/DeepSeek-R1',
    hardware: '8x_nvidia_h200_140gb_sxm',
    state: 'STOPPED',
  });
  endpoint('9a1d8c55-3a1e-4f0e-8f31-1d2a7c9b4e03', 'Qwen/Qwen2.5-7B-0c4d5e6f', {
    displayName: 'Failed trial',
    model: 'Qwen/Qwen2.5-7B-Instruct',
    state: 'FAILED',
  });
  endpoint('2c2f5c0e-7d6a-4b1e-b0d4-6a5b4c3d2e04', 'platform/serverless', {
    owner: 'together',
    displayName: '',
  });

  world.fineTunes.push(fineTune());
  world.containers.push({
    object: 'deployment',
    id: 'dpl-1',
    name: 'my-worker',
    image: 'registry.together.ai/acme/my-worker@sha256:abc',
    gpu_type: 'h100-80gb',
    gpu_count: 1,
    min_replicas: 1,
    max_replicas: 1,
    desired_replicas: 1,
    ready_replicas: 1,
    status: 'Ready',
    created_at: '2026-09-01T10:00:00Z',
    updated_at: '2026-09-01T10:05:00Z',
  });
}

function fineTune(): Record<string, unknown> {
  return {
    id: 'ft-8c21aa00-1111-4222-8333-444455556666',
    status: 'completed',
    created_at: '2026-08-01T08:00:00Z',
    updated_at: '2026-08-01T10:00:00Z',
    user_id: account.user_id,
    training_file: 'file-0001',
    model: 'Qwen/Qwen3.5-9B',
    model_output_name: 'acme/Qwen3.5-9B-ft-support-8c21',
    suffix: 'support',
    n_epochs: 3,
    training_type: { type: 'Lora', lora_r: 16, lora_alpha: 32 },
    progress: { estimate_available: false, seconds_remaining: 0 },
    events: [],
    model_object_id: 'ml_support',
    model_object_name: 'acme/support-tone',
    model_object_revision_id: 'rv_support_1',
    adapter_object_id: 'ml_support_adapter',
    adapter_object_name: 'acme/support-tone-adapter',
    adapter_object_revision_id: 'rv_support_adapter',
  };
}
