import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Call, ok } from '../../kit/answers.ts';
import type { Engine } from './engine.ts';
import { metricsJson, metricsText } from './metricsPage.ts';

/** Says 200 while generation hangs: after the first success it only pings the shards. */
export function health(engine: Engine): Answer {
  if (engine.state !== 'unhealthy') return { status: 200 };
  return { status: 503, body: { error: 'unhealthy', error_type: 'healthcheck' } };
}

/** A true request of one token, not counted as one; whatever its failure is, the status is 500. */
export async function startup(engine: Engine, call: Call): Promise<Answer> {
  engine.onRequest();
  if (engine.state === 'healthy') return { status: 200 };
  if (engine.state === 'stuck') {
    await wait(2 ** 30, undefined, { signal: call.signal }).catch(() => undefined);
  }
  const error = 'Request failed during generation: Server error: CUDA error: device-side assert triggered';
  return { status: 500, body: { error, error_type: 'generation' } };
}

export function info({ settings }: Engine): Answer {
  const { kind } = settings;
  return ok({
    model_id: settings.modelId,
    model_sha: null,
    model_dtype: 'torch.bfloat16',
    model_device_type: 'cuda',
    model_pipeline_tag: kind === 'embed' ? 'feature-extraction' : 'text-generation',
    max_concurrent_requests: settings.maxConcurrentRequests,
    max_best_of: settings.maxBestOf,
    max_stop_sequences: settings.maxStopSequences,
    max_input_length: settings.maxInputLength,
    max_total_tokens: settings.maxTotalTokens,
    waiting_served_ratio: 1.2,
    max_batch_total_tokens: 120_000,
    max_waiting_tokens: 20,
    validation_workers: 2,
    ...(settings.eagerPrefill ? { eager_prefill: true } : {}),
    version: '0.1.0',
    sha: settings.sha ?? null,
    docker_label: settings.dockerLabel ?? null,
    ...(settings.eagerPrefill ? { request_logger_url: settings.requestLoggerUrl ?? null } : {}),
  });
}

export function metrics(engine: Engine, call: Call): Answer {
  if (/application\/json/.test(call.headers.accept ?? '')) {
    return ok(metricsJson(engine.metrics, engine.settings));
  }
  const value = metricsText(engine.metrics, engine.settings);
  return { status: 200, text: { type: 'text/plain; charset=utf-8', value } };
}
