import { type Answer, type Call, ok } from '../../kit/answers.ts';
import { askTools, readTools, toolMessage } from './chatTools.ts';
import type { Engine } from './engine.ts';
import { LoraxError } from './errors.ts';
import { bodyOf, Fields, missing } from './fields.ts';
import { earlyHeaders, lateHeaders } from './headers.ts';
import { choicesOf, readShared, reasonOf, usageOf } from './openai.ts';
import type { GenerationRequest } from './request.ts';
import { begin, type Run } from './run.ts';
import { streamed } from './stream.ts';

export async function chat(engine: Engine, call: Call): Promise<Answer> {
  const { request, toolNames } = read(engine, call);
  if (request.stream) {
    return streamed(engine, call, request, { events: (run) => chunks(engine, run), done: true });
  }
  const run = await begin(engine, request, call.signal);
  for (const _ of run.generation.tokens) await run.step();
  run.finish(call.signal.aborted ? 'dropped' : 'success');
  const headers = { ...earlyHeaders(engine, request.inputs, request.adapter), ...lateHeaders(run) };
  return ok(answer(engine, run, toolNames), headers);
}

function read(engine: Engine, call: Call): { request: GenerationRequest; toolNames: string[] | undefined } {
  const body = bodyOf(call);
  const shared = readShared(engine, call, body);
  if (!body.has('messages')) throw missing('messages', call.body);
  const messages = body
    .list('messages')
    .map((message, at) => readMessage(new Fields(message, `messages[${at}]`)));
  const n = body.count('n');
  const tools = readTools(body);
  const format = tools ? { schema: tools.schema } : readFormat(body.object('response_format'));
  const guideline = body.text('guideline');
  engine.note(call.path, shared.adapter, call.headers, body.unknown());
  checkTemplate(engine, guideline);
  return {
    request: {
      ...shared,
      inputs: prompt(engine, messages, tools ? askTools(messages.at(-1), tools) : ''),
      // Anything but 0, an absent temperature included, samples; native routes do not.
      doSample: shared.temperature !== 0,
      bestOf: n,
      returnFullText: false,
      prefillDetails: false,
      format,
    },
    toolNames: tools?.names,
  };
}

export interface Message {
  readonly role: string;
  readonly text: string;
  readonly inParts: boolean;
}

function readMessage(message: Fields): Message {
  const role = message.needText('role');
  message.text('name');
  const content = message.any('content');
  if (!Array.isArray(content)) {
    return { role, text: typeof content === 'string' ? content : '', inParts: false };
  }
  const parts = (content as unknown[]).map((part, at) => {
    const fields = new Fields(part, `content[${at}]`);
    if (fields.needText('type') === 'text') return fields.needText('text');
    return `![](${fields.object('image_url')?.needText('url') ?? ''})`;
  });
  return { role, text: parts.join(''), inParts: true };
}

/** `text` does nothing; a `json_schema` needs its name; a bare `json_object` takes a schema beside its type. */
function readFormat(format: Fields | undefined): GenerationRequest['format'] {
  if (!format) return undefined;
  const type = format.needText('type');
  if (type === 'text') return undefined;
  const named = format.object('json_schema');
  named?.needText('name');
  return { schema: named ? named.any('schema') : format.any('schema') };
}

/** Problems found before generation have a real status even when a stream was asked for. */
function checkTemplate({ settings, metrics }: Engine, guideline: string | undefined): void {
  if (!settings.chatTemplate) {
    metrics.count('lorax_request_failure', { err: 'template' });
    throw new LoraxError(
      422,
      'template_error',
      'Failed applying chat template to inputs: template not found',
    );
  }
  if (settings.templateGuideline && guideline === undefined) {
    // The spelling is the server's.
    throw new LoraxError(422, 'missing_template_variable', 'Missing template vatiable: guideline');
  }
}

/** The base tokenizer's template, whatever adapter is asked for. */
function prompt(engine: Engine, messages: readonly Message[], tools: string): string {
  const turns = messages.map(({ role, text }) => `<|im_start|>${role}\n${text}<|im_end|>\n`).join('');
  return `${engine.settings.templateTools ? tools : ''}${turns}${engine.settings.templateTools ? '' : tools}<|im_start|>assistant\n`;
}

function answer(engine: Engine, run: Run, toolNames: readonly string[] | undefined): unknown {
  const { generation } = run;
  const standard = engine.modes.openAi === 'standard';
  const reason = reasonOf(generation.finish);
  return {
    id: standard ? `chatcmpl-${engine.clock.now().toString(36)}` : 'null',
    object: standard ? 'chat.completion' : 'text_completion',
    created: Math.floor(engine.clock.now() / 1000),
    model: engine.settings.modelId,
    choices: choicesOf(generation).map(({ text }, index) => {
      const spoken = toolNames ? toolMessage(text, toolNames) : { role: 'assistant', content: text };
      const calls = 'tool_calls' in spoken;
      return {
        index,
        message: spoken,
        finish_reason: calls
          ? standard
            ? 'tool_calls'
            : 'stop'
          : standard
            ? standardReason(reason)
            : reason,
      };
    }),
    usage: usageOf(generation),
    ...(standard ? {} : { system_fingerprint: `0.1.0-${engine.settings.dockerLabel ?? 'native'}` }),
  };
}

const standardReason = (reason: string): string => (reason === 'content_filter' ? 'stop' : reason);

/** Every chunk repeats the role; the last one has the usage, unasked, and no text when the end marker came. */
function* chunks(engine: Engine, { generation }: Run): Generator {
  const { tokens, finish } = generation;
  const standard = engine.modes.openAi === 'standard';
  for (const [index, { text }] of tokens.entries()) {
    const last = index === tokens.length - 1;
    const reason = reasonOf(finish);
    const empty = last && finish === 'eos_token';
    yield {
      id: standard ? 'chatcmpl-sim' : 'null',
      object: 'chat.completion.chunk',
      created: standard ? Math.floor(engine.clock.now() / 1000) : 0,
      model: standard ? engine.settings.modelId : 'null',
      choices: [
        {
          index: 0,
          delta: empty ? {} : { role: 'assistant', content: text },
          finish_reason: last ? (standard ? standardReason(reason) : reason) : null,
        },
      ],
      ...(last ? { usage: usageOf(generation) } : {}),
    };
  }
}
