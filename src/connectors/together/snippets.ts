import type { InvokeRequest, SnippetLanguage } from '../inference.ts';
import { literal, quoted, shellQuoted, shellQuotedJson } from '../literal.ts';
import { chatBody } from '../openai-chat.ts';
import type { Route } from './chat.ts';

interface Target {
  /** Base URL of the inference API, ending in /v1. */
  url: string;
  model: string;
  route: Route;
}

/** The same request as code. The key is only ever named: TOGETHER_API_KEY. */
export function snippet(target: Target, request: InvokeRequest, language: SnippetLanguage): string {
  switch (language) {
    case 'curl':
      return curl(target, request);
    case 'python':
      return python(target, request);
    case 'typescript':
      return typescript(target, request);
  }
}

function body({ model, route }: Target, request: InvokeRequest): [string, unknown][] {
  return Object.entries(chatBody(route, model, request));
}

function curl(target: Target, request: InvokeRequest): string {
  const json = JSON.stringify(Object.fromEntries(body(target, request)), null, 2);
  return [
    `curl ${request.stream ? '-N ' : ''}${shellQuoted(target.url + target.route)} \\`,
    '  -H "Authorization: Bearer $TOGETHER_API_KEY" \\',
    '  -H "Content-Type: application/json" \\',
    `  -d ${shellQuotedJson(json)}`,
    '',
  ].join('\n');
}

function python(target: Target, request: InvokeRequest): string {
  const args = body(target, request).map(([key, value]) => `    ${key}=${literal(value, true)},`);
  return [
    'import os',
    '',
    'from together import Together',
    '',
    'client = Together(',
    '    api_key=os.environ["TOGETHER_API_KEY"],',
    `    base_url=${quoted(target.url, true)},`,
    ')',
    '',
    `response = client.${method(target)}.create(`,
    ...args,
    ')',
    ...(request.stream
      ? [
          'for chunk in response:',
          '    if chunk.choices:',
          `        print(chunk.choices[0].${target.route === '/completions' ? 'text' : 'delta.content'} or "", end="", flush=True)`,
        ]
      : [`print(response.choices[0].${whole(target)})`]),
    '',
  ].join('\n');
}

function typescript(target: Target, request: InvokeRequest): string {
  const args = body(target, request).map(([key, value]) => `  ${key}: ${literal(value, false)},`);
  return [
    "import Together from 'together-ai';",
    '',
    'const client = new Together({',
    '  apiKey: process.env.TOGETHER_API_KEY,',
    `  baseURL: ${quoted(target.url, false)},`,
    '});',
    '',
    `const response = await client.${method(target)}.create({`,
    ...args,
    '});',
    ...(request.stream
      ? [
          'for await (const chunk of response) {',
          `  process.stdout.write(chunk.choices[0]?.${target.route === '/completions' ? 'text' : 'delta?.content'} ?? '');`,
          '}',
        ]
      : [`console.log(response.choices[0]?.${whole(target).replace('.', '?.')});`]),
    '',
  ].join('\n');
}

function method({ route }: Target): string {
  return route === '/completions' ? 'completions' : 'chat.completions';
}

function whole({ route }: Target): string {
  return route === '/completions' ? 'text' : 'message.content';
}
