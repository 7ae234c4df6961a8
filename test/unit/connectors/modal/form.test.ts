import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { PlatformError } from '../../../../src/connectors/index.ts';
import type { Deployment, InvokeRequest } from '../../../../src/connectors/index.ts';
import { allowedAddress } from '../../../../src/connectors/modal/ask.ts';
import { modeOf, testForm } from '../../../../src/connectors/modal/form.ts';
import type { Served, ServedPart } from '../../../../src/connectors/modal/served.ts';
import { snippet } from '../../../../src/connectors/modal/snippets.ts';

const part = (tag: string, change: Partial<ServedPart> = {}): ServedPart => ({
  id: `fu-${tag}`,
  tag,
  kind: 'function',
  url: `https://acme--chat-${tag}.modal.run`,
  ...change,
});
const served = (change: Partial<Served> = {}): Served => ({
  subject: { kind: 'app', environment: 'main', id: 'ap-1' },
  name: 'chat',
  status: 'active',
  parts: [part('serve')],
  model: 'qwen',
  adapters: [],
  ...change,
});
const modes = (value: Served) => testForm(value).modes?.map(({ id }) => id);

describe('Modal: what a test can be given', () => {
  it('has a way to ask for each part with an address and each route', () => {
    assert.deepEqual(modes(served()), ['chat', 'completion']);
    const two = served({ parts: [part('small'), part('large'), { id: 'fu-x', tag: 'x', kind: 'function' }] });
    assert.deepEqual(modes(two), ['small/chat', 'small/completion', 'large/chat', 'large/completion']);
    assert.equal(modeOf(two, 'large/completion').part.tag, 'large');
    assert.equal(modeOf(two, undefined).id, 'small/chat');
    assert.throws(() => modeOf(two, 'gone/chat'), PlatformError);
    assert.throws(() => modeOf(served({ parts: [] }), undefined), PlatformError);
  });

  it('takes the name of any adapter, and says what a request costs and what it asks first', () => {
    const form = testForm(served());
    assert.equal(form.adapters?.freeText, true);
    assert.match(form.notes?.[0] ?? '', /until a while after/);
    assert.equal(form.notes?.length, 1);
    const { model, ...unknown } = served();
    assert.ok(model);
    assert.match(testForm(unknown).notes?.[1] ?? '', /GET \/v1\/models/);
    const known = { ...part('serve'), scaling: { scaledown: 300 } };
    assert.match(testForm(served({ parts: [known] })).notes?.[0] ?? '', /until 300 s after/);
  });

  it('sends nothing over plain http, but on this machine', () => {
    const local = 'http://127.0.0.1:9';
    assert.equal(allowedAddress(part('a'), 'https://api.modal.com'), 'https://acme--chat-a.modal.run');
    assert.equal(allowedAddress(part('a', { url: `${local}/f/x/` }), local), `${local}/f/x`);
    for (const url of ['http://acme.modal.run', local, 'ftp://x', 'nonsense', ''])
      assert.throws(() => allowedAddress(part('a', { url }), 'https://api.modal.com'), PlatformError, url);
    assert.throws(
      () => allowedAddress(part('a', { url: 'http://127.0.0.1.evil.example' }), local),
      PlatformError,
    );
  });
});

const deployment = (guarded?: boolean): Deployment => ({
  platform: 'modal',
  id: 'app:main/ap-1',
  name: 'chat',
  status: 'active',
  detail: { word: 'deployed' },
  model: { id: '', name: '', kind: 'model' },
  replicas: {},
  config: {},
  parts: [
    {
      id: 'fu-1',
      name: 'small',
      kind: 'function',
      url: 'https://a.modal.run',
      ...(guarded === undefined ? {} : { guarded }),
    },
    { id: 'fu-2', name: 'large', kind: 'function', url: 'https://b.modal.run' },
  ],
  endpoint: { url: 'https://a.modal.run/v1', model: 'qwen' },
  allowed: { test: true, stop: true, start: true, update: true, remove: true },
  readAt: 0,
});
const request: InvokeRequest = {
  prompt: `it's "all" $HOME \`x\` 🙂\nyes`,
  system: 'Be brief.',
  maxTokens: 5,
  stream: true,
};

describe('Modal: code for the same request', () => {
  for (const language of ['curl', 'python', 'typescript'] as const)
    it(`names the halves of the proxy token and the part (${language})`, () => {
      const code = snippet(deployment(), { ...request, mode: 'large/chat', adapter: 'sql' }, language);
      assert.match(code, /MODAL_PROXY_TOKEN_ID/);
      assert.match(code, /MODAL_PROXY_TOKEN_SECRET/);
      assert.match(code, /https:\/\/b\.modal\.run\/v1/);
      assert.match(code, /sql/);
      const open = snippet(deployment(false), { ...request, mode: 'small/completion' }, language);
      assert.doesNotMatch(open, /MODAL_PROXY/);
      assert.match(open, language === 'curl' ? /\/v1\/completions/ : /client\.completions\.create/);
    });

  it('is what it says: a shell sends exactly that body', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'slipway-curl-'));
    try {
      const curl = join(folder, 'curl');
      await writeFile(curl, '#!/bin/sh\nfor each in "$@"; do printf "%s\\0" "$each"; done\n', {
        mode: 0o755,
      });
      const code = snippet(deployment(), request, 'curl');
      const env = {
        PATH: `${folder}:${process.env['PATH'] ?? ''}`,
        MODAL_PROXY_TOKEN_ID: 'wk-1',
        MODAL_PROXY_TOKEN_SECRET: 'ws-1',
      };
      const { stdout } = spawnSync('sh', ['-c', code], { env, encoding: 'utf8' });
      const args = stdout.split('\0');
      assert.ok(args.includes('Modal-Key: wk-1') && args.includes('Modal-Secret: ws-1'));
      const body = JSON.parse(args[args.indexOf('-d') + 1] ?? '') as { messages: { content: string }[] };
      assert.equal(body.messages[1]?.content, request.prompt);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is Python that Python reads', function () {
    const code = snippet(deployment(), request, 'python');
    const run = spawnSync('python3', ['-c', 'import ast,sys; ast.parse(sys.stdin.read())'], {
      input: code,
      encoding: 'utf8',
    });
    if (run.error) this.skip();
    assert.equal(run.status, 0, run.stderr);
  });
});
