import type { JsonAnswer } from '../../kit/answers.ts';
import { living, runningInputs, waiting } from '../apps/containers.ts';
import type { Served } from '../types.ts';

/** vLLM's Prometheus page, of the container that happens to answer. */
export function enginePage(served: Served): JsonAnswer {
  const { config, inputs } = served;
  const label = `{engine="0",model_name="${config.served[0] ?? config.model}"}`;
  const ended = inputs.filter(({ finishedAt, outputTokens }) => finishedAt > 0 && outputTokens > 0);
  const sum = (of: (input: (typeof ended)[number]) => number): number =>
    ended.reduce((total, input) => total + of(input), 0);
  const lines = [
    '# TYPE vllm:num_requests_running gauge',
    `vllm:num_requests_running${label} ${runningInputs(served) / Math.max(1, living(served).length)}`,
    '# TYPE vllm:num_requests_waiting gauge',
    `vllm:num_requests_waiting${label} ${waiting(served).length}`,
    '# TYPE vllm:prompt_tokens_total counter',
    `vllm:prompt_tokens_total${label} ${sum(({ promptTokens }) => promptTokens)}`,
    '# TYPE vllm:generation_tokens_total counter',
    `vllm:generation_tokens_total${label} ${sum(({ outputTokens }) => outputTokens)}`,
  ];
  return {
    status: 200,
    text: { type: 'text/plain; version=0.0.4; charset=utf-8', value: `${lines.join('\n')}\n` },
  };
}
