import type { InvokeRequest, SnippetLanguage } from '../../inference.ts';
import { EnvironmentValue, literal, quoted, shellJson, shellQuoted } from '../../literal.ts';
import { loraxCall } from './request.ts';
import type { LoraxCall } from './request.ts';
import type { AdapterSource } from './target.ts';

export interface SnippetTarget {
  baseUrl: string;
  kind: 'server' | 'gateway';
  defaultSource: AdapterSource;
  /** The variable that holds the bearer token; absent = none is needed. */
  tokenEnv?: string | undefined;
  /** The variable that holds the token for adapters of a source; undefined = none is sent. */
  adapterTokenEnv?(source: AdapterSource): string | undefined;
  modelId?: string | undefined;
  maxTotalTokens?: number | undefined;
}

/**
 * The same request as code, with plain HTTP on purpose: the clients for OpenAI want a key, and a made-up one
 * would reach LoRAX as the token for fetching the adapter.
 */
export function loraxSnippet(
  target: SnippetTarget,
  request: InvokeRequest,
  language: SnippetLanguage,
): string {
  const call = snippetCall(target, request);
  switch (language) {
    case 'curl':
      return curl(target, call);
    case 'python':
      return python(target, call);
    case 'typescript':
      return typescript(target, call);
  }
}

const marker = '\uE001';

/** The request as it is sent, but with the name of a variable where a token would stand. */
function snippetCall(target: SnippetTarget, request: InvokeRequest): LoraxCall {
  const { defaultSource, modelId, maxTotalTokens } = target;
  const call = loraxCall(
    {
      defaultSource,
      ...(modelId === undefined ? {} : { modelId }),
      ...(maxTotalTokens === undefined ? {} : { maxTotalTokens }),
      bearer: target.tokenEnv === undefined ? undefined : target.kind,
      adapterToken: (source) => {
        const name = target.adapterTokenEnv?.(source);
        return name === undefined ? undefined : `${marker}${name}`;
      },
    },
    request,
  );
  return { ...call, body: withVariables(call.body) as Record<string, unknown> };
}

function withVariables(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withVariables);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) =>
      key === 'api_token' && typeof item === 'string' && item !== ''
        ? [key, new EnvironmentValue(item.replace(marker, ''))]
        : [key, withVariables(item)],
    ),
  );
}

function curl({ baseUrl, tokenEnv }: SnippetTarget, { route, body, stream }: LoraxCall): string {
  return [
    `curl ${stream ? '-N ' : ''}${shellQuoted(baseUrl + route)} \\`,
    ...(tokenEnv === undefined ? [] : [`  -H "Authorization: Bearer $${tokenEnv}" \\`]),
    '  -H "Content-Type: application/json" \\',
    `  -d ${shellJson(body)}`,
    '',
  ].join('\n');
}

function python({ baseUrl, tokenEnv }: SnippetTarget, { route, body, stream }: LoraxCall): string {
  const json = literal(body, true, { indent: '    ' });
  const needsOs = tokenEnv !== undefined || json.includes('os.environ[');
  const head = [
    ...(stream ? ['import json'] : []),
    ...(needsOs ? ['import os'] : []),
    ...(stream || needsOs ? [''] : []),
    'import requests',
    '',
    'response = requests.post(',
    `    ${quoted(baseUrl + route, true)},`,
    ...(tokenEnv === undefined
      ? []
      : [`    headers={"Authorization": f"Bearer {os.environ['${tokenEnv}']}"},`]),
    `    json=${json},`,
    ...(stream ? ['    stream=True,'] : []),
    '    timeout=600,',
    ')',
    'response.raise_for_status()',
  ];
  const tail = stream
    ? [
        'for line in response.iter_lines():',
        '    if not line.startswith(b"data:"):',
        '        continue',
        '    data = line[5:].strip()',
        '    if data == b"[DONE]":',
        '        break',
        '    event = json.loads(data)',
        '    if "error" in event:',
        '        raise RuntimeError(event["error"])',
        ...pythonPiece(route),
      ]
    : [`print(response.json()${pythonWhole(route)})`];
  return [...head, ...tail, ''].join('\n');
}

function pythonPiece(route: LoraxCall['route']): string[] {
  if (route === '/generate_stream')
    return [
      '    if not event["token"]["special"]:',
      '        print(event["token"]["text"], end="", flush=True)',
    ];
  const said = route === '/v1/completions' ? 'choice["text"]' : 'choice["delta"].get("content") or ""';
  return ['    for choice in event["choices"]:', `        print(${said}, end="", flush=True)`];
}

function pythonWhole(route: LoraxCall['route']): string {
  if (route === '/generate') return '["generated_text"]';
  return route === '/v1/completions' ? '["choices"][0]["text"]' : '["choices"][0]["message"]["content"]';
}

function typescript({ baseUrl, tokenEnv }: SnippetTarget, { route, body, stream }: LoraxCall): string {
  const head = [
    `const response = await fetch(${quoted(baseUrl + route, false)}, {`,
    "  method: 'POST',",
    '  headers: {',
    "    'Content-Type': 'application/json',",
    ...(tokenEnv === undefined ? [] : [`    Authorization: \`Bearer \${process.env.${tokenEnv}}\`,`]),
    '  },',
    `  body: JSON.stringify(${literal(body, false, { indent: '  ' })}),`,
    '});',
    'if (!response.ok || !response.body) throw new Error(`${response.status} ${await response.text()}`);',
  ];
  const tail = stream
    ? [
        "let rest = '';",
        'for await (const text of response.body.pipeThrough(new TextDecoderStream())) {',
        "  const lines = (rest + text).split('\\n');",
        "  rest = lines.pop() ?? '';",
        '  for (const line of lines) {',
        "    const data = line.startsWith('data:') ? line.slice(5).trim() : '';",
        "    if (data === '' || data === '[DONE]') continue;",
        '    const event = JSON.parse(data);',
        '    if (event.error) throw new Error(event.error);',
        `    process.stdout.write(${scriptPiece(route)});`,
        '  }',
        '}',
      ]
    : ['const answer = await response.json();', `console.log(${scriptWhole(route)});`];
  return [...head, ...tail, ''].join('\n');
}

function scriptPiece(route: LoraxCall['route']): string {
  if (route === '/generate_stream') return "event.token.special ? '' : event.token.text";
  return route === '/v1/completions'
    ? "event.choices[0]?.text ?? ''"
    : "event.choices[0]?.delta?.content ?? ''";
}

function scriptWhole(route: LoraxCall['route']): string {
  if (route === '/generate') return 'answer.generated_text';
  return route === '/v1/completions' ? 'answer.choices[0].text' : 'answer.choices[0].message.content';
}
