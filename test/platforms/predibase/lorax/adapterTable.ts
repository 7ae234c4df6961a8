import { serverKeys } from '../account.ts';
import type { ServerSettings } from './options.ts';

export type Source = 'hub' | 'local' | 's3' | 'pbase';

export const sources: readonly Source[] = ['hub', 'local', 's3', 'pbase'];

/** An adapter that exists somewhere, and what happens when it is asked for. */
export interface KnownAdapter {
  readonly id: string;
  readonly source: Source;
  readonly baseModel: string;
  readonly architecture?: string;
  readonly downloadMs?: number;
  readonly loadMs?: number;
  /** The token its owner demands. */
  readonly token?: string;
  readonly size?: 'fits' | 'too-large';
  /** Predibase: `status` of the version; `undefined` path = not yet available. */
  readonly status?: string;
  readonly hasPath?: boolean;
  /** Fails with this text after download, whatever else is true. */
  readonly failure?: string;
}

export function demoAdapters({ modelId, architecture }: ServerSettings): KnownAdapter[] {
  const fitting = { baseModel: modelId, architecture, downloadMs: 4_000, loadMs: 1_500 };
  return [
    { ...fitting, id: 'acme/support-lora', source: 'hub' },
    { ...fitting, id: 'acme/summarize-lora', source: 'hub', downloadMs: 9_000 },
    { ...fitting, id: 'acme/sql-lora', source: 'hub', loadMs: 2_500 },
    { ...fitting, id: 'acme/private-lora', source: 'hub', token: serverKeys.huggingFaceToken },
    {
      ...fitting,
      id: 'acme/llama-lora',
      source: 'hub',
      baseModel: 'meta-llama/Llama-3.1-8B',
      architecture: 'LlamaForCausalLM',
    },
    { ...fitting, id: 'acme/rank-256', source: 'hub', size: 'too-large' },
    { ...fitting, id: '/data/adapters/tone', source: 'local', downloadMs: 0, loadMs: 800 },
    {
      ...fitting,
      id: '/data/adapters/empty',
      source: 'local',
      downloadMs: 0,
      failure: 'No local weights found in /data/adapters/empty with extension .bin',
    },
    { ...fitting, id: 's3://acme-adapters/routing', source: 's3' },
    { ...fitting, id: 'support/1', source: 'pbase', token: 'pb_' },
    { ...fitting, id: 'support/2', source: 'pbase', token: 'pb_' },
    { ...fitting, id: 'support/3', source: 'pbase', token: 'pb_', status: 'pending' },
    { ...fitting, id: 'support/4', source: 'pbase', token: 'pb_', hasPath: false },
  ];
}
