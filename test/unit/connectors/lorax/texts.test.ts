import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fc from 'fast-check';
import type { InvokeRequest } from '../../../../src/connectors/index.ts';
import { readErrorBody } from '../../../../src/connectors/predibase/lorax/error-body.ts';
import { loraxForm } from '../../../../src/connectors/predibase/lorax/form.ts';
import { normalizeServerUrl } from '../../../../src/connectors/predibase/lorax/normalize.ts';
import { loraxCall } from '../../../../src/connectors/predibase/lorax/request.ts';
import { loraxSnippet } from '../../../../src/connectors/predibase/lorax/snippet.ts';
import type { AdapterSource } from '../../../../src/connectors/predibase/lorax/target.ts';
import { closeLoraxBenches, openLorax, question, text } from './bench.ts';

const modes = ['chat', 'generate', 'completions'] as const;

describe('the address of a LoRAX server', () => {
  const kept = (typed: string) => {
    const result = normalizeServerUrl(typed);
    return 'url' in result ? result.url : result;
  };
  const refused = (typed: string) => {
    const result = normalizeServerUrl(typed);
    return 'no' in result ? result.no : assert.fail(`${typed} was taken as ${result.url}`);
  };

  it('is kept without what clients add themselves, and that is said', () => {
    for (const end of [
      '/v1',
      '/generate',
      '/generate_stream',
      '/v1/chat/completions',
      '/v1/completions',
      '/v1/',
    ])
      for (const base of ['http://localhost:8080', 'https://gpu.example/lorax']) {
        const result = normalizeServerUrl(base + end);
        assert.ok('url' in result);
        assert.equal(result.url, base);
        assert.match(result.note ?? '', new RegExp(`Taken without ${end.replace(/\/$/, '')}:`));
      }
    assert.deepEqual(normalizeServerUrl('http://localhost:8080/'), { url: 'http://localhost:8080' });
  });

  it('gets http on a private network and https elsewhere when it names neither', () => {
    const hosts: Record<string, string> = {
      'localhost:8080': 'http://localhost:8080',
      '127.0.0.1:3000': 'http://127.0.0.1:3000',
      '10.0.0.5': 'http://10.0.0.5',
      '192.168.1.9:80': 'http://192.168.1.9',
      '172.31.0.1': 'http://172.31.0.1',
      '172.32.0.1': 'https://172.32.0.1',
      '100.100.1.1': 'http://100.100.1.1',
      '[::1]:8080': 'http://[::1]:8080',
      '[fd00::1]': 'http://[fd00::1]',
      'lorax:8080': 'http://lorax:8080',
      'gpu.local': 'http://gpu.local',
      'gpu.example.com:8443': 'https://gpu.example.com:8443',
      '8.8.8.8': 'https://8.8.8.8',
    };
    for (const [typed, url] of Object.entries(hosts)) assert.equal(kept(typed), url);
    const open = normalizeServerUrl('http://gpu.example.com');
    assert.match('url' in open ? (open.note ?? '') : '', /plain http/);
  });

  it('is refused with what must not be in it', () => {
    assert.match(refused(''), /Enter/);
    assert.match(refused('ftp://host'), /not ftp/);
    assert.match(refused('http://me:secret@host'), /user name and password/);
    assert.ok(!refused('http://me:secret@host').includes('secret'));
    assert.match(refused('http://host/?key=1'), /the \?/);
    assert.match(refused('http://host/#x'), /the \? or #/);
    assert.match(refused('http://'), /not an address/);
    assert.match(refused('two words'), /not an address/);
    assert.match(refused('https://serving.app.predibase.com/a1/deployments/v2/llms/x'), /gateway/);
  });

  it('stays as it is when it is given again', () => {
    const part = fc.constantFrom('/v1', '/generate', '/prefix', '/', '/v1/completions');
    const typed = fc.tuple(
      fc.constantFrom('', 'http://', 'https://', 'HTTP://'),
      fc.constantFrom('localhost', 'LORAX', '10.1.2.3', 'gpu.example.com'),
      fc.constantFrom('', ':8080'),
      fc.array(part, { maxLength: 4 }),
    );
    fc.assert(
      fc.property(typed, ([scheme, host, port, path]) => {
        const url = kept(scheme + host + port + path.join(''));
        assert.equal(typeof url, 'string');
        assert.equal(kept(url as string), url);
        assert.ok(!(url as string).endsWith('/'));
      }),
    );
  });
});

describe('an error that LoRAX answers', () => {
  it('is read in all its shapes', () => {
    assert.deepEqual(readErrorBody('{"error":"x","error_type":"validation"}'), {
      type: 'validation',
      message: 'x',
    });
    assert.deepEqual(readErrorBody('{"error":{"message":"x","type":"t"}}'), { type: 't', message: 'x' });
    assert.deepEqual(readErrorBody('{"message":"x"}'), { message: 'x' });
    assert.deepEqual(readErrorBody(' Failed to parse\n'), { message: 'Failed to parse' });
    assert.deepEqual(readErrorBody(''), {});
    const page = '<html><style>a{}</style><h1>502 Bad Gateway</h1></html>';
    assert.deepEqual(readErrorBody(page), { message: '502 Bad Gateway' });
    assert.equal(readErrorBody('x'.repeat(9999)).message!.length, 500);
  });

  it('is read whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        const { message = '' } = readErrorBody(body);
        assert.ok(message.length <= 2000);
      }),
    );
  });
});

describe('the form of a LoRAX test', () => {
  it('offers three ways to ask and four sources, Predibase’s own first behind its gateway', () => {
    const form = (kind: 'server' | 'gateway', preloadedOnly?: string) =>
      loraxForm({ choices: [], kind, defaultSource: kind === 'server' ? 'hub' : 'pbase', preloadedOnly });
    const { modes: ways, adapters, prompt } = form('server');
    assert.deepEqual(
      ways?.map(({ id }) => id),
      [...modes],
    );
    assert.match(ways[0]?.help ?? '', /base model/);
    assert.match(ways[1]?.help ?? '', /empty line/);
    assert.deepEqual(
      adapters?.sources.map(({ id }) => id),
      ['hub', 'pbase', 's3', 'local'],
    );
    assert.equal(adapters.freeText, true);
    assert.deepEqual(prompt?.settings, ['system', 'maxTokens', 'temperature', 'topP', 'stream']);
    assert.equal(form('gateway').adapters?.sources[0]?.id, 'pbase');
    const fixed = form('gateway', 'Some are preloaded.').adapters;
    assert.deepEqual([fixed?.freeText, fixed?.no], [false, 'Some are preloaded.']);
    assert.equal(
      loraxForm({ choices: [], kind: 'server', defaultSource: 's3' }).adapters?.sources[0]?.id,
      's3',
    );
  });
});

describe('code for a LoRAX request', () => {
  afterEach(closeLoraxBenches);

  const adapterTokenEnv = (source: AdapterSource) => (source === 'pbase' ? 'PREDIBASE_API_TOKEN' : undefined);
  const odd = `it's "$HOME" \`x\` \\n 👋🏽 Grüße\n$(id)`;
  const withAdapter = { adapter: 'support/1', adapterSource: 'pbase' };

  it('in a shell sends the very same request, with tokens from the environment only where needed', () => {
    const target = { baseUrl: 'http://localhost:8080', kind: 'server', defaultSource: 'hub' } as const;
    for (const mode of modes)
      for (const more of [{}, withAdapter]) {
        const request: InvokeRequest = {
          ...question,
          ...more,
          mode,
          prompt: odd,
          system: odd,
          temperature: 0.5,
        };
        const code = loraxSnippet({ ...target, adapterTokenEnv }, request, 'curl');
        const run = spawnSync(
          'sh',
          ['-c', `curl() { for each; do printf '%s\\0' "$each"; done; }\n${code}`],
          {
            env: { PATH: process.env['PATH'], PREDIBASE_API_TOKEN: 'from-the-environment', HOME: '/home' },
            encoding: 'utf8',
          },
        );
        const args = run.stdout.split('\0');
        const call = loraxCall(
          {
            defaultSource: 'hub',
            adapterToken: (source) => (source === 'pbase' ? 'from-the-environment' : undefined),
          },
          request,
        );
        assert.ok(args.includes(`http://localhost:8080${call.route}`));
        assert.deepEqual(JSON.parse(args[args.indexOf('-d') + 1]!), call.body);
        assert.ok(!code.includes('Authorization'), 'LoRAX itself wants no token');
        assert.equal(code.includes('$PREDIBASE_API_TOKEN'), 'adapter' in more);
      }
    const guarded = loraxSnippet({ ...target, tokenEnv: 'LORAX_TOKEN' }, question, 'curl');
    assert.match(guarded, /-H "Authorization: Bearer \$LORAX_TOKEN"/);
    assert.match(guarded, /"api_token": ""/, 'the key of the proxy is no token for adapters');
  });

  it('in TypeScript runs, and prints what the server answers', async () => {
    const bench = await openLorax();
    const target = {
      baseUrl: bench.sim.baseUrls.server,
      kind: 'server',
      defaultSource: 'hub',
      tokenEnv: 'LORAX_TOKEN',
      adapterTokenEnv,
    } as const;
    for (const mode of modes)
      for (const stream of [true, false]) {
        const request = { ...question, ...withAdapter, mode, stream, prompt: odd };
        let printed = '';
        const print = (said: string) => void (printed += said);
        const env = { LORAX_TOKEN: 'a-token', PREDIBASE_API_TOKEN: 'pb_planted0123456789' };
        const code = loraxSnippet(target, request, 'typescript');
        assert.ok(!code.includes('pb_planted'));
        // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the code under test
        const run = new Function('process', 'console', `return (async () => {${code}})()`) as (
          ...given: unknown[]
        ) => Promise<void>;
        await run({ env, stdout: { write: print } }, { log: print });
        assert.equal(printed, text(await bench.ask(request)), `${mode} ${stream}`);
      }
    const tokens = bench.sim.control.seen().map(({ token, tokenFrom }) => `${token} ${tokenFrom}`);
    assert.deepEqual([...new Set(tokens)], ['predibase body']);
  });

  it('in Python is plain ASCII, with the variables it needs', () => {
    const target = { baseUrl: 'http://localhost:8080', kind: 'server', defaultSource: 'hub' } as const;
    const plain = loraxSnippet(target, { ...question, prompt: odd }, 'python');
    assert.ok(!/[^\x20-\x7e\n]/.test(plain));
    assert.ok(!plain.includes('import os'));
    assert.match(plain, /"stream": True/);
    const guarded = loraxSnippet(
      { ...target, tokenEnv: 'LORAX_TOKEN', adapterTokenEnv },
      { ...question, ...withAdapter, mode: 'generate', stream: false },
      'python',
    );
    assert.match(guarded, /"api_token": os\.environ\["PREDIBASE_API_TOKEN"\]/);
    assert.match(guarded, /Bearer \{os\.environ\['LORAX_TOKEN'\]\}/);
    assert.match(guarded, /\["generated_text"\]/);
  });
});
