import type { InvokeRequest, SnippetLanguage } from '../inference.ts';
import { literal, quoted, shellQuoted, shellQuotedJson } from '../literal.ts';
import { headersOf, predictionsPath } from './create-prediction.ts';
import type { Interface } from './form.ts';
import type { Key } from './ids.ts';
import { inputOf } from './inputs.ts';
import { withoutData } from './outputs.ts';

export interface Target {
  /** Base URL of the API, ending in /v1. */
  base: string;
  key: Key;
  face: Interface | undefined;
}

/** The same request as code, through the deployment. The token is only ever named, and so are secret inputs. */
export function snippet(target: Target, request: InvokeRequest, language: SnippetLanguage): string {
  const url = `${target.base}${predictionsPath(target.key)}`;
  const body = { input: withoutSecrets(inputOf(target.face, request), target.face) };
  switch (language) {
    case 'curl':
      return curl(url, body, request.stream);
    case 'python':
      return python(url, body, request.stream);
    case 'typescript':
      return typescript(url, body, request.stream);
  }
}

const suspicious = /key|token|secret|password|credential/i;

function withoutSecrets(
  input: Record<string, unknown>,
  face: Interface | undefined,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      // Not known yet: by its name, and only texts, so that `max_tokens` stays.
      const secret = face ? face.secrets.has(name) : typeof value === 'string' && suspicious.test(name);
      return [name, secret ? `<your ${name}>` : withoutData(value)];
    }),
  );
}

function curl(url: string, body: object, stream: boolean): string {
  return [
    `curl -s -X POST ${shellQuoted(url)} \\`,
    '  -H "Authorization: Bearer $REPLICATE_API_TOKEN" \\',
    '  -H "Content-Type: application/json" \\',
    ...Object.entries(headersOf(!stream)).map(([name, value]) => `  -H "${titled(name)}: ${value}" \\`),
    `  -d ${shellQuotedJson(JSON.stringify(body, null, 2))}`,
    ...(stream
      ? [
          '# Then read the text as it comes from urls.stream of the answer:',
          '# curl -N -H "Accept: text/event-stream" <urls.stream>',
        ]
      : []),
    '',
  ].join('\n');
}

function python(url: string, body: object, stream: boolean): string {
  return [
    'import os',
    'import time',
    '',
    'import requests',
    '',
    'session = requests.Session()',
    'session.headers["Authorization"] = f"Bearer {os.environ[\'REPLICATE_API_TOKEN\']}"',
    '',
    'response = session.post(',
    `    ${quoted(url, true)},`,
    `    headers={${Object.entries(headersOf(!stream))
      .map(([name, value]) => `"${titled(name)}": "${value}"`)
      .join(', ')}},`,
    `    json=${literal(body, true, { quotedKeys: true })},`,
    ')',
    'response.raise_for_status()',
    'prediction = response.json()',
    '',
    ...(stream
      ? [
          'stream = requests.get(',
          '    prediction["urls"]["stream"], headers={"Accept": "text/event-stream"}, stream=True',
          ')',
          'for line in stream.iter_lines(decode_unicode=True):',
          '    print(line)',
          '',
        ]
      : []),
    'while prediction["status"] not in ("succeeded", "failed", "canceled", "aborted"):',
    '    time.sleep(1)',
    '    prediction = session.get(prediction["urls"]["get"]).json()',
    'print(prediction["output"])',
    '',
  ].join('\n');
}

function typescript(url: string, body: object, stream: boolean): string {
  return [
    'const headers = {',
    '  Authorization: `Bearer ${process.env.REPLICATE_API_TOKEN}`,',
    '  "Content-Type": "application/json",',
    '};',
    '',
    `const response = await fetch(${quoted(url, false)}, {`,
    '  method: "POST",',
    `  headers: { ...headers, ${Object.entries(headersOf(!stream))
      .map(([name, value]) => `"${titled(name)}": "${value}"`)
      .join(', ')} },`,
    `  body: JSON.stringify(${literal(body, false, { quotedKeys: true })}),`,
    '});',
    'if (!response.ok) throw new Error(await response.text());',
    'let prediction = await response.json();',
    '',
    ...(stream
      ? [
          'const stream = await fetch(prediction.urls.stream, { headers: { Accept: "text/event-stream" } });',
          'for await (const chunk of stream.body!.pipeThrough(new TextDecoderStream())) process.stdout.write(chunk);',
          '',
        ]
      : []),
    'while (!["succeeded", "failed", "canceled", "aborted"].includes(prediction.status)) {',
    '  await new Promise((resolve) => setTimeout(resolve, 1000));',
    '  prediction = await (await fetch(prediction.urls.get, { headers })).json();',
    '}',
    'console.log(prediction.output);',
    '',
  ].join('\n');
}

const titled = (name: string): string => name.replace(/(^|-)\w/g, (letter) => letter.toUpperCase());
