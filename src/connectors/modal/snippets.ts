import { withoutLastSlash } from '../address.ts';
import type { Deployment } from '../domain.ts';
import type { InvokeRequest, SnippetLanguage } from '../inference.ts';
import { literal, quoted, shellQuoted, shellQuotedJson } from '../literal.ts';
import { vllmBody } from '../openai-chat.ts';
import type { ChatRoute } from '../openai-chat.ts';

/** Where the two halves of the proxy token are; the snippet holds their names only. */
const idName = 'MODAL_PROXY_TOKEN_ID';
const secretName = 'MODAL_PROXY_TOKEN_SECRET';

interface Target {
  /** Ends in /v1. */
  url: string;
  route: ChatRoute;
  /** A proxy token is needed, or may be. */
  token: boolean;
  body: Record<string, unknown>;
}

/** The same request as code. */
export function snippet(deployment: Deployment, request: InvokeRequest, language: SnippetLanguage): string {
  const target = targetOf(deployment, request);
  switch (language) {
    case 'curl':
      return curl(target, request);
    case 'python':
      return python(target, request);
    case 'typescript':
      return typescript(target, request);
  }
}

function targetOf({ parts = [], endpoint, config }: Deployment, request: InvokeRequest): Target {
  const [name, kind] = splitMode(request.mode);
  const part =
    parts.find((each) => each.name === name && each.url !== undefined) ??
    parts.find(({ url }) => url !== undefined);
  const base = part?.url === undefined ? endpoint?.url : `${withoutLastSlash(part.url)}/v1`;
  const route = kind === 'completion' ? '/completions' : '/chat/completions';
  const guarded = part?.guarded ?? config.options?.['proxyAuth'] !== false;
  const model = request.adapter || endpoint?.model || '<model>';
  return {
    url: base ?? 'https://<address>/v1',
    route,
    token: guarded,
    body: vllmBody(route, model, request),
  };
}

/** `serve/chat`; of a single part only `chat`. */
function splitMode(mode = 'chat'): [string, string] {
  const at = mode.lastIndexOf('/');
  return [mode.slice(0, Math.max(at, 0)), mode.slice(at + 1)];
}

function curl({ url, route, token, body }: Target, { stream }: InvokeRequest): string {
  return [
    `curl -L ${stream ? '-N ' : ''}${shellQuoted(url + route)} \\`,
    ...(token ? [`  -H "Modal-Key: $${idName}" \\`, `  -H "Modal-Secret: $${secretName}" \\`] : []),
    '  -H "Content-Type: application/json" \\',
    `  -d ${shellQuotedJson(JSON.stringify(body, null, 2))}`,
    '',
  ].join('\n');
}

function python({ url, route, token, body }: Target, { stream }: InvokeRequest): string {
  const headers = [
    '    default_headers={',
    `        "Modal-Key": os.environ["${idName}"],`,
    `        "Modal-Secret": os.environ["${secretName}"],`,
    '    },',
  ];
  const text = route === '/completions' ? 'text' : stream ? 'delta.content' : 'message.content';
  return [
    ...(token ? ['import os', ''] : []),
    'from openai import OpenAI',
    '',
    'client = OpenAI(',
    `    base_url=${quoted(url, true)},`,
    '    api_key="unused",',
    ...(token ? headers : []),
    ')',
    '',
    `response = client.${methodOf(route)}.create(`,
    ...Object.entries(body).map(([key, value]) => `    ${key}=${literal(value, true)},`),
    ')',
    ...(stream
      ? [
          'for chunk in response:',
          '    if chunk.choices:',
          `        print(chunk.choices[0].${text} or "", end="", flush=True)`,
        ]
      : [`print(response.choices[0].${text})`]),
    '',
  ].join('\n');
}

function typescript({ url, route, token, body }: Target, { stream }: InvokeRequest): string {
  const headers = [
    '  defaultHeaders: {',
    `    'Modal-Key': process.env.${idName},`,
    `    'Modal-Secret': process.env.${secretName},`,
    '  },',
  ];
  const text = route === '/completions' ? '?.text' : stream ? '?.delta?.content' : '?.message?.content';
  return [
    "import OpenAI from 'openai';",
    '',
    'const client = new OpenAI({',
    `  baseURL: ${quoted(url, false)},`,
    "  apiKey: 'unused',",
    ...(token ? headers : []),
    '});',
    '',
    `const response = await client.${methodOf(route)}.create({`,
    ...Object.entries(body).map(([key, value]) => `  ${key}: ${literal(value, false)},`),
    '});',
    ...(stream
      ? [
          'for await (const chunk of response) {',
          `  process.stdout.write(chunk.choices[0]${text} ?? '');`,
          '}',
        ]
      : [`console.log(response.choices[0]${text});`]),
    '',
  ].join('\n');
}

function methodOf(route: ChatRoute): string {
  return route === '/completions' ? 'completions' : 'chat.completions';
}
