import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { AppSpec } from '../../../../../src/connectors/modal/app/spec.ts';

const script = fileURLToPath(new URL('read_apps.py', import.meta.url));

export interface ReadApp {
  cfg: Record<string, unknown>;
  /** Tokens of the file: string literals, and everything else. */
  strings: string[];
  others: string[];
  /** What the file asked of Modal and of subprocess, in order: name, arguments, named arguments. */
  calls: [name: string, args: unknown[], kwargs: Record<string, unknown>][];
}

/** Whether this machine has a Python to read with. */
export const hasPython = spawnSync('python3', ['--version']).status === 0;

/** Reads files with a real Python, all in one process. */
export function readApps(texts: readonly string[]): ReadApp[] {
  const { status, stdout, stderr } = spawnSync('python3', [script], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout, unpaired) as ReadApp[];
}

/** Objects come as lists of pairs: see the script. */
function unpaired(_key: string, value: unknown): unknown {
  if (value === null || typeof value !== 'object' || !('pairs' in value)) return value;
  return Object.fromEntries(value.pairs as [string, unknown][]);
}

export function named(app: ReadApp, name: string): Record<string, unknown> {
  const found = app.calls.find(([each]) => each === name);
  assert.ok(found, `no call of ${name}`);
  return found[2];
}

export function argumentsOf(app: ReadApp, name: string): unknown[] {
  const found = app.calls.find(([each]) => each === name);
  assert.ok(found, `no call of ${name}`);
  return found[1];
}

export const plainSpec: AppSpec = {
  app: 'my-llm',
  tags: { team: 'nlp' },
  image: 'vllm/vllm-openai:v0.11.2',
  model: 'Qwen/Qwen3-8B',
  revision: '',
  served: ['Qwen/Qwen3-8B'],
  gpu: 'H100:2',
  tensor_parallel: 2,
  cpu: null,
  memory: null,
  min: 0,
  max: 3,
  buffer: null,
  scaledown: 300,
  timeout: 600,
  startup: 1200,
  region: [],
  max_inputs: 32,
  target_inputs: null,
  port: 8000,
  serving: 'web',
  routing_region: 'us-east',
  proxy_auth: true,
  hf_secret: '',
  secrets: [],
  env: {},
  hf_cache_volume: 'huggingface-cache',
  vllm_cache_volume: 'vllm-cache',
  adapter_volume: '',
  loras: [],
  max_lora_rank: 64,
  args: [],
};

/** With everything set. */
export const fullSpec: AppSpec = {
  ...plainSpec,
  revision: 'a1b2c3',
  served: ['qwen', 'chat'],
  gpu: ['H100:2', 'A100-80GB:2'],
  cpu: 4.5,
  memory: 65_536,
  min: 1,
  max: 4,
  buffer: 2,
  scaledown: 120,
  timeout: 900,
  startup: 1800,
  region: ['us-east', 'us-west'],
  max_inputs: 64,
  target_inputs: 48,
  proxy_auth: false,
  hf_secret: 'huggingface',
  secrets: ['tracing'],
  env: { VLLM_LOGGING_LEVEL: 'DEBUG' },
  hf_cache_volume: 'weights',
  adapter_volume: 'adapters',
  loras: [
    { name: 'sql', path: '/adapters/sql', base_model_name: 'Qwen/Qwen3-8B' },
    { name: 'chat-lora', path: 'acme/chat-lora', base_model_name: 'Qwen/Qwen3-8B' },
  ],
  max_lora_rank: 32,
  args: ['--max-model-len', '8192'],
};
