import { hash } from '../../kit/random.ts';
import { type Json, OutputFile, type Prediction, type RunFate, type Version } from '../types.ts';
import { picture } from './picture.ts';

/** A run told in advance; times in milliseconds from its start. */
export interface Plan {
  /** Pieces of a list that grows while running. */
  readonly pieces: readonly { at: number; value: unknown }[];
  readonly logs: readonly { at: number; text: string }[];
  readonly runMs: number;
  /** What the output is at the end. */
  readonly output: unknown;
  readonly error: string | undefined;
  readonly metrics: Json;
  readonly streams: 'text' | 'files' | undefined;
}

const quiet = { pieces: [], logs: [], error: undefined, metrics: {}, streams: undefined } as const;

export function planFor(version: Version, input: Json, fate: RunFate | undefined): Plan {
  const plan = natural(version, input);
  switch (fate?.kind) {
    case 'fails': {
      const runMs = fate.afterMs ?? plan.runMs / 2;
      const error = fate.error ?? 'E1001: the model ran out of memory';
      return { ...until(plan, runMs), runMs, error };
    }
    case 'slow': {
      const factor = fate.runMs / plan.runMs;
      const slower = <T extends { at: number }>(steps: readonly T[]): T[] =>
        steps.map((step) => ({ ...step, at: step.at * factor }));
      return { ...plan, runMs: fate.runMs, pieces: slower(plan.pieces), logs: slower(plan.logs) };
    }
    case 'hangs':
      return { ...until(plan, plan.runMs / 2), runMs: Infinity };
    case 'pausesAfter': {
      const late = <T extends { at: number }>(steps: readonly T[]): T[] =>
        steps.map((step, index) => (index < fate.pieces ? step : { ...step, at: step.at + fate.ms }));
      return { ...plan, runMs: plan.runMs + fate.ms, pieces: late(plan.pieces) };
    }
    default:
      return plan;
  }
}

const until = (plan: Plan, ms: number): Plan => ({
  ...plan,
  pieces: plan.pieces.filter(({ at }) => at < ms),
  logs: plan.logs.filter(({ at }) => at < ms),
});

function natural({ behaviour }: Version, input: Json): Plan {
  switch (behaviour) {
    case 'text':
      return speech(input);
    case 'images':
      return images(input);
    case 'growing':
      return steps(input);
    case 'file':
      return fileAfter(1200, picture(JSON.stringify(input)));
    case 'poster':
      return fileAfter(3000, picture(String(input['prompt']), Number(input['kilobytes'] ?? 2048) * 1024));
    case 'object': {
      const report = new OutputFile('text/plain', Buffer.from(`Report on ${String(input['task'])}\n`));
      const output = { summary: `Done: ${String(input['task'])}`, score: 0.93, nested: { report }, tags: [] };
      // Models may add metrics of any form.
      return { ...quiet, runMs: 900, output, metrics: { ticket_count: 1, stages: [{ name: 'read' }] } };
    }
    case 'value':
      return { ...quiet, runMs: 2500, output: 'Ask not what your country can do for you.' };
    case 'nothing':
      return { ...quiet, runMs: 300, output: null };
  }
}

function speech(input: Json): Plan {
  const prompt = typeof input['prompt'] === 'string' ? input['prompt'] : '';
  const limit = Number(input['max_tokens'] ?? 512);
  const answer = ` You said: "${prompt}".\nThat is all – ✓ nothing more.`;
  // Every piece but the first keeps its leading space: readers must not trim.
  const words = (answer.match(/\s*\S+/g) ?? []).slice(0, limit);
  const pieces = words.map((value, index) => ({ at: 300 + index * 25, value }));
  const runMs = 300 + words.length * 25;
  return {
    ...quiet,
    pieces,
    logs: [{ at: 10, text: `Random seed used: \`${hash(prompt) % 100_000}\`\nPrompt read\n` }],
    runMs,
    output: words,
    metrics: {
      input_token_count: Math.ceil(prompt.length / 4),
      output_token_count: words.length,
      time_to_first_token: 0.3,
      tokens_per_second: round(words.length / (runMs / 1000)),
    },
    streams: 'text',
  };
}

function images(input: Json): Plan {
  const count = Number(input['num_outputs'] ?? 1);
  const total = Number(input['num_inference_steps'] ?? 8);
  const prompt = typeof input['prompt'] === 'string' ? input['prompt'] : '';
  const output = Array.from({ length: count }, (_, index) => picture(`${prompt}:${index}`));
  const logs = Array.from({ length: total + 1 }, (_, step) => ({
    at: step * 200,
    text: `${step === 0 ? 'Using seed: 42\n' : ''}${bar(step, total)}\n`,
  }));
  const runMs = (total + 1) * 200;
  return { ...quiet, logs, runMs, output, metrics: { image_count: count }, streams: 'files' };
}

function bar(step: number, total: number): string {
  const share = step / total;
  const filled = '█'.repeat(Math.round(share * 10)).padEnd(10);
  return `${String(Math.round(share * 100)).padStart(3)}%|${filled}| ${step}/${total} [00:0${step % 10}<00:00,  5.00it/s]`;
}

function steps(input: Json): Plan {
  const count = Number(input['count'] ?? 4);
  const output = Array.from({ length: count }, (_, index) => `step ${index + 1}`);
  const pieces = output.map((value, index) => ({ at: (index + 1) * 500, value }));
  return { ...quiet, pieces, runMs: (count + 1) * 500, output, streams: 'text' };
}

const fileAfter = (runMs: number, output: OutputFile): Plan => ({
  ...quiet,
  runMs,
  output,
  streams: 'files',
});

const round = (value: number): number => Math.round(value * 1000) / 1000;

/** Metrics of a run that ended now. */
export function timesOf({ startedAt, createdUs }: Prediction, now: number): Json {
  const total = round((now - createdUs / 1000) / 1000);
  const predict = startedAt === undefined ? undefined : round((now - startedAt) / 1000);
  return { ...(predict === undefined ? {} : { predict_time: predict }), total_time: Math.max(0, total) };
}
