import type { ChatRoute } from '../../../../src/connectors/openai-chat.ts';
import { ChatAnswer, modelIds, serverFault } from '../../../../src/connectors/openai-chat.ts';
import { PlatformError } from '../../../../src/connectors/index.ts';
import { serverEvents } from '../../../../src/connectors/sse.ts';
import type { ServerEvent } from '../../../../src/connectors/sse.ts';
import { bytesMutated, chunked } from './bytes.ts';
import { Luck } from './luck.ts';
import { mutated } from './mutate.ts';
import { oddTexts } from './odd.ts';

const chunk = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_795_000_000,
  model: 'qwen',
  choices: [
    {
      index: 0,
      delta: {
        role: 'assistant',
        content: 'Ships ',
        reasoning_content: 'hm',
        tool_calls: [{ index: 0, function: { name: 'f', arguments: '{"a":' } }],
      },
      message: { content: 'whole' },
      text: 'plain',
      finish_reason: null,
    },
  ],
  usage: {
    prompt_tokens: 12,
    completion_tokens: 7,
    total_tokens: 19,
    prompt_tokens_details: { cached_tokens: 3 },
    completion_tokens_details: { reasoning_tokens: 2 },
  },
  error: { message: 'no', type: 'x', param: null, code: 400 },
  data: [
    { id: 'qwen', parent: null },
    { id: 'lora', parent: 'qwen' },
  ],
};

type Chunk = Partial<typeof chunk>;

function payload(luck: Luck): unknown {
  const { choices, usage, error, data, ...rest } = chunk;
  const some: Chunk = {
    ...rest,
    ...luck.pick<Chunk>([{ choices }, { choices, usage }, { error }, { data }, {}]),
  };
  return luck.chance(0.7) ? mutated(some, luck) : some;
}

const ends = ['\n', '\r', '\r\n'];
const noise = [
  ': ping',
  ':',
  'event: token',
  'id: 7',
  'id: \u0000',
  'retry: x',
  'retry: 10',
  'data',
  'data:',
  'nonsense',
  '\ufeff',
  '\u0000',
];

/** A body of events: fields in any order, ends of lines mixed, with or without its end. */
function body(luck: Luck): Uint8Array {
  const lines: string[] = [];
  for (let events = luck.below(8); events >= 0; events--) {
    for (let extra = luck.below(3); extra > 0; extra--) lines.push(luck.pick(noise));
    const json = luck.chance(0.1)
      ? luck.pick(oddTexts)
      : (JSON.stringify(payload(luck)) as string | undefined);
    lines.push(
      luck.chance(0.1) ? `data: ${luck.pick(oddTexts)}` : `data:${luck.pick(['', ' '])}${json ?? ''}`,
      '',
    );
  }
  if (luck.chance(0.6)) lines.push('data: [DONE]', ...(luck.chance(0.7) ? ['', ''] : []));
  const usual = luck.pick(ends);
  const text = lines.map((line) => line + (luck.chance(0.1) ? luck.pick(ends) : usual)).join('');
  const bytes = Buffer.from((luck.chance(0.1) ? '\ufeff' : '') + text);
  return luck.chance(0.5) ? bytesMutated(bytes, luck) : bytes;
}

async function* inOrder(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const each of chunks) yield await Promise.resolve(each);
}

async function read(chunks: readonly Uint8Array[]): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of serverEvents(inOrder(chunks))) events.push(event);
  return events;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** What is wrong with what was read from a body. */
async function oneBody(luck: Luck): Promise<string[]> {
  const bytes = body(luck);
  const events = await read(chunked(bytes, luck));
  const wrong: string[] = [];
  // However it is cut, it says the same.
  if (JSON.stringify(events) !== JSON.stringify(await read([bytes])))
    wrong.push('read otherwise when cut otherwise');
  const route: ChatRoute = luck.pick(['/chat/completions', '/completions']);
  const answer = new ChatAnswer(route);
  for (const { name, data } of events) {
    if (typeof data !== 'string' || (name !== undefined && typeof name !== 'string')) wrong.push('no text');
    const json = parsed(data);
    const fault = serverFault(json);
    if (fault && typeof fault.message !== 'string') wrong.push('a fault without words');
    if (modelIds(json)?.some((id) => typeof id !== 'string')) wrong.push('an id that is no text');
    for (const { text } of answer.take(json) ?? [])
      if (typeof text !== 'string' || text === '') wrong.push('no text');
  }
  JSON.stringify(answer.assembled());
  const counted = Object.values(answer.usage ?? {}) as unknown[];
  if (!counted.every((count) => typeof count === 'number' && Number.isFinite(count) && count >= 0))
    wrong.push(`usage: ${JSON.stringify(answer.usage)}`);
  if (answer.finishReason !== undefined && typeof answer.finishReason !== 'string') wrong.push('no reason');
  return wrong;
}

/** So many bodies of server-sent events, each read twice. */
export async function fuzzStreams(inputs: number, seed: number): Promise<{ seed: string; what: string[] }[]> {
  const faults: { seed: string; what: string[] }[] = [];
  for (let turn = 0; turn < inputs; turn++) {
    const name = `sse:${seed}:${turn}`;
    const what = await oneBody(new Luck(name)).catch((error: unknown) =>
      error instanceof PlatformError
        ? []
        : [error instanceof Error ? (error.stack ?? error.message) : String(error)],
    );
    if (what.length > 0) faults.push({ seed: name, what });
  }
  return faults;
}
