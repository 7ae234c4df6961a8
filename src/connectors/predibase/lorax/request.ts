import type { InvokeRequest } from '../../inference.ts';
import { askedAdapter } from './adapter.ts';
import type { AskedAdapter } from './adapter.ts';
import type { LoraxTarget } from './target.ts';

export type LoraxRoute = '/v1/chat/completions' | '/v1/completions' | '/generate' | '/generate_stream';

export interface LoraxCall {
  route: LoraxRoute;
  body: Record<string, unknown>;
  adapter?: AskedAdapter;
  stream: boolean;
}

export type CallTarget = Pick<
  LoraxTarget,
  'defaultSource' | 'modelId' | 'maxTotalTokens' | 'adapterToken'
> & {
  /** Whose bearer token goes along: a proxy's in front of a server, or the gateway's. Absent = none does. */
  bearer?: 'server' | 'gateway' | undefined;
};

const usualLimit = 256;

/** Always sent: without a limit the server generates to the end of its context (router/src/validation.rs). */
export function defaultMaxTokens(maxTotalTokens: number | undefined): number {
  if (maxTotalTokens === undefined) return usualLimit;
  return Math.max(1, Math.min(usualLimit, Math.floor(maxTotalTokens / 2)));
}

/** What is sent, with the keys that the server knows and no null among them: others it ignores in silence. */
export function loraxCall(target: CallTarget, request: InvokeRequest): LoraxCall {
  const adapter = askedAdapter(request, target);
  const from = {
    ...(adapter ? { adapter_source: adapter.source } : {}),
    ...tokenFor(target, adapter),
  };
  const limit = request.maxTokens ?? defaultMaxTokens(target.maxTotalTokens);
  const { stream } = request;
  const common = { stream, ...(adapter ? { adapter } : {}) };
  switch (request.mode) {
    case 'generate': {
      const parameters = {
        ...(adapter ? { adapter_id: adapter.id } : {}),
        ...from,
        max_new_tokens: limit,
        ...nativeSampling(request),
        // Off unless asked for, and in a stream the only count of tokens.
        details: true,
      };
      const route = stream ? '/generate_stream' : '/generate';
      return { ...common, route, body: { inputs: plainPrompt(request), parameters } };
    }
    case 'completions': {
      const body = {
        model: adapter?.id ?? '',
        prompt: plainPrompt(request),
        ...from,
        max_tokens: limit,
        ...sampling(request),
        // Temperature 1 alone counts as not set here; `n` has no effect but to turn sampling on.
        ...(request.temperature === 1 ? { n: 1 } : {}),
        stream,
      };
      return { ...common, route: '/v1/completions', body };
    }
    default: {
      const { system, prompt } = request;
      const messages = [
        ...(system ? [{ role: 'system', content: system }] : []),
        { role: 'user', content: prompt },
      ];
      const body = {
        // '' is the base: any other text than the server's own model id is taken for an adapter.
        model: adapter?.id ?? '',
        messages,
        ...from,
        max_tokens: limit,
        ...sampling(request),
        stream,
      };
      return { ...common, route: '/v1/chat/completions', body };
    }
  }
}

/**
 * Without `api_token` a bearer token is taken for the adapter's: it goes to Hugging Face, and with a base request
 * too to where the operator has requests logged (router/src/server.rs). Empty is the same as none, and ends that.
 * Behind Predibase's gateway it goes along with adapters only: not all that answers there need know the field.
 */
function tokenFor(target: CallTarget, adapter: AskedAdapter | undefined) {
  const { bearer } = target;
  const token = adapter && target.adapterToken(adapter.source);
  if (token !== undefined && token !== '') return { api_token: token };
  return bearer === 'server' || (bearer === 'gateway' && adapter) ? { api_token: '' } : {};
}

/** There is no system role beside chat: it stands before the prompt, with an empty line between. */
function plainPrompt({ system, prompt }: InvokeRequest): string {
  return system ? `${system}\n\n${prompt}` : prompt;
}

/** 0 is greedy, and then a top-p below 1 would turn sampling on again (server/lorax_server/utils/tokens.py). */
function sampling({ temperature, topP }: InvokeRequest): Record<string, unknown> {
  return {
    ...(temperature === undefined ? {} : { temperature }),
    ...(topP === undefined || topP >= 1 || temperature === 0 ? {} : { top_p: topP }),
  };
}

/** Older servers refuse a temperature of 0, and 1 alone does not turn sampling on: `do_sample` says both plainly. */
function nativeSampling({ temperature, topP }: InvokeRequest): Record<string, unknown> {
  if (temperature === 0) return { do_sample: false };
  return {
    ...(temperature === undefined ? {} : { temperature, do_sample: true }),
    ...(topP === undefined || topP >= 1 ? {} : { top_p: topP }),
  };
}
