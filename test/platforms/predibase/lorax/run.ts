import { setTimeout as wait } from 'node:timers/promises';
import type { Engine } from './engine.ts';
import { generationError, LoraxError, overloaded } from './errors.ts';
import { type Generation, generate, inputTokensOf } from './generation.ts';
import { killsServer } from './parameters.ts';
import type { GenerationRequest } from './request.ts';
import { validate } from './validation.ts';

export interface Times {
  readonly validation: number;
  /** From enqueue to the first batch: adapter download and load are inside. */
  readonly queue: number;
  readonly inference: number;
  readonly firstToken: number;
}

export interface Run {
  readonly generation: Generation;
  readonly times: Times;
  /** Waits for the next token's turn. */
  readonly step: () => Promise<void>;
  /** Counts the request as done, or as left behind by its client. */
  readonly finish: (outcome: 'success' | 'dropped') => void;
}

/** From admission to the first token. Every failure is a `LoraxError`, already counted. */
export async function begin(engine: Engine, request: GenerationRequest, signal: AbortSignal): Promise<Run> {
  const { metrics, settings } = engine;
  engine.onRequest();
  metrics.count('lorax_request_count');
  if (engine.inFlight + engine.occupied >= settings.maxConcurrentRequests) throw count(engine, overloaded());
  engine.inFlight += 1;
  let open = true;
  const leave = (): void => {
    if (open) engine.inFlight -= 1;
    open = false;
  };
  try {
    const inputTokens = inputTokensOf(request.inputs).length;
    const limit = counted(engine, () => validate(request, settings, inputTokens));
    if (request.merge && killsServer(request.merge)) throw engine.crash();
    const queue = await engine.adapters.want(request.adapter);
    await troubles(engine, signal);
    const ignoreEos = request.ignoreEos || engine.modes.endless;
    const generation = generate({ ...request, ignoreEos }, limit);
    const times = timesOf(engine, generation, queue);
    metrics.observe('lorax_request_input_length', generation.promptTokens);
    metrics.observe('lorax_request_max_new_tokens', limit);
    metrics.count('lorax_batch_inference_count', { method: 'prefill' });
    if (engine.paced) await wait(times.firstToken, undefined, { signal }).catch(() => undefined);
    return {
      generation,
      times,
      step: async () => {
        if (engine.paced) await wait(engine.timing.tokenMs, undefined, { signal }).catch(() => undefined);
      },
      finish: (outcome) => {
        if (!open) return;
        leave();
        if (outcome === 'dropped') metrics.count('lorax_request_failure', { err: 'dropped' });
        else succeed(engine, generation, times);
      },
    };
  } catch (error) {
    leave();
    throw error;
  }
}

function timesOf({ timing }: Engine, { tokens }: Generation, queue: number): Times {
  return {
    validation: timing.validationMs,
    queue,
    inference: timing.prefillMs + timing.tokenMs * tokens.length,
    firstToken: timing.prefillMs,
  };
}

/** Failed requests never enter the duration histograms. */
function succeed(engine: Engine, { tokens }: Generation, times: Times): void {
  const { metrics } = engine;
  const seconds = { ...times, total: times.validation + times.queue + times.inference };
  metrics.count('lorax_request_success');
  metrics.count('lorax_batch_inference_success', { method: 'prefill' });
  metrics.count('lorax_batch_inference_count', { method: 'decode' }, tokens.length);
  metrics.count('lorax_batch_inference_success', { method: 'decode' }, tokens.length);
  metrics.observe('lorax_request_duration', seconds.total / 1000);
  metrics.observe('lorax_request_queue_duration', seconds.queue / 1000);
  metrics.observe('lorax_request_validation_duration', seconds.validation / 1000);
  metrics.observe('lorax_request_inference_duration', seconds.inference / 1000);
  metrics.observe('lorax_request_mean_time_per_token_duration', seconds.inference / tokens.length / 1000);
  metrics.observe('lorax_request_generated_tokens', tokens.length);
  metrics.observe('lorax_request_skipped_tokens', 0);
  metrics.observe('lorax_batch_inference_duration', times.firstToken / 1000, { method: 'prefill' });
  metrics.observe('lorax_batch_next_size', engine.inFlight + 1);
  metrics.gauge('lorax_queue_length', 0);
  metrics.gauge('lorax_batch_current_size', engine.inFlight);
  metrics.gauge('lorax_batch_current_max_tokens', 0);
}

/** What is wrong with the GPU process: a hang that only the client ends, or a fault that only a restart cures. */
async function troubles(engine: Engine, signal: AbortSignal): Promise<void> {
  if (engine.state === 'stuck') {
    await wait(2 ** 30, undefined, { signal }).catch(() => undefined);
    throw count(engine, generationError('cancelled', 'dropped'));
  }
  if (engine.state !== 'poisoned' && engine.state !== 'unhealthy') return;
  engine.metrics.count('lorax_batch_inference_failure', { method: 'prefill' });
  throw count(engine, generationError('CUDA error: device-side assert triggered'));
}

function counted<T>(engine: Engine, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof LoraxError ? count(engine, error) : error;
  }
}

export function count(engine: Engine, error: LoraxError): LoraxError {
  if (error.label !== undefined) engine.metrics.count('lorax_request_failure', { err: error.label });
  return error;
}
