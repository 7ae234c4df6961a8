import type { Message } from './chat.ts';
import { rejection, toolError } from './errors.ts';
import { Fields } from './fields.ts';

export interface Tools {
  readonly names: string[];
  /** What the generation is forced into. */
  readonly schema: unknown;
  readonly asked: string;
}

/** `tools` beside a `response_format` is refused; an empty list already counts as there. */
export function readTools(body: Fields): Tools | undefined {
  const given = body.any('tools');
  const ask =
    body.text('tool_prompt') ?? 'Based on the conversation, choose the most appropriate tool to use.';
  const choice = readChoice(body.any('tool_choice'));
  if (given === undefined || given === null) return undefined;
  const tools = body.list('tools').map((tool, at) => readTool(new Fields(tool, `tools[${at}]`)));
  const format = body.any('response_format') as { type?: unknown } | null | undefined;
  if (format && format.type !== 'text') {
    throw toolError('Response format and tools are mutually exclusive');
  }
  if (choice === 'none') return undefined;
  const chosen = choice === 'auto' ? tools[0] : tools.find(({ name }) => name === choice);
  if (choice !== 'auto' && !chosen) throw toolError(`Tool with name ${choice} not found`);
  return {
    names: tools.map(({ name }) => name),
    schema: chosen ? forced(chosen) : noTool,
    asked: `\n---\n${JSON.stringify(tools)}\n${ask}`,
  };
}

interface Tool {
  readonly name: string;
  readonly parameters: unknown;
}

function readTool(tool: Fields): Tool {
  tool.needText('type');
  const described = tool.object('function');
  if (!described)
    throw rejection(
      422,
      'Failed to deserialize the JSON body into the target type: missing field `function`',
    );
  const name = described.needText('name');
  described.text('description');
  if (!described.has('parameters')) {
    throw rejection(
      422,
      'Failed to deserialize the JSON body into the target type: missing field `parameters`',
    );
  }
  return { name, parameters: described.any('parameters') };
}

/** A word or a function's name; the common object form does not fit the server's type. */
function readChoice(choice: unknown): string {
  if (choice === undefined || choice === null) return 'auto';
  if (typeof choice === 'string') return choice;
  throw rejection(
    422,
    'Failed to deserialize the JSON body into the target type: tool_choice: unknown variant, expected one of `auto`, `none`',
  );
}

const forced = ({ name, parameters }: Tool): unknown => ({
  type: 'object',
  properties: {
    function: {
      type: 'object',
      properties: { _name: { const: name }, ...((parameters as { properties?: object }).properties ?? {}) },
    },
  },
});

/** The pseudo function for when no tool fits: its content is an ordinary message. */
const noTool = {
  type: 'object',
  properties: {
    function: { type: 'object', properties: { _name: { const: 'no_tool' }, content: { type: 'string' } } },
  },
};

/**
 * Without `tools` in the template the definitions should follow the last message, but what is appended to plain
 * string content is lost (LoRAX `lib.rs`, `MessageContent::push`); with a list of parts it is kept.
 */
export function askTools(last: Message | undefined, tools: Tools): string {
  return last?.inParts ? tools.asked : '';
}

export function toolMessage(text: string, names: readonly string[]): Record<string, unknown> {
  const { _name: name, ...args } = parse(text);
  if (name === 'no_tool' || typeof name !== 'string' || !names.includes(name)) {
    return { role: 'assistant', content: typeof args['content'] === 'string' ? args['content'] : text };
  }
  const call = { description: null, name, arguments: JSON.stringify(args) };
  return { role: 'assistant', tool_calls: [{ id: '0', type: 'function', function: call }] };
}

/** The generation was paid for by the time this fails; too few tokens is the usual cause. */
function parse(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) as { function: Record<string, unknown> }).function;
  } catch {
    throw toolError(
      `Failed to parse generated text: EOF while parsing a string at line 1 column ${text.length}`,
    );
  }
}
