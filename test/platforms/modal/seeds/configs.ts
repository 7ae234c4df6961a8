import type { FunctionConfig } from '../types.ts';

/** A small model behind proxy auth, scaled to zero. */
export const demoConfig = (change: Partial<FunctionConfig> = {}): FunctionConfig => ({
  gpu: ['L40S'],
  min: 0,
  max: 3,
  scaledownSeconds: 300,
  timeoutSeconds: 600,
  startupSeconds: 1200,
  maxInputs: 32,
  targetInputs: 16,
  proxyAuth: true,
  port: 8000,
  served: ['Qwen/Qwen3-8B-FP8'],
  model: 'Qwen/Qwen3-8B-FP8',
  loras: [],
  secrets: [],
  volumes: ['huggingface-cache'],
  ...change,
});
