import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import ts from 'typescript';
import type { InvokeRequest } from '../../../../src/connectors/index.ts';
import { snippet } from '../../../../src/connectors/together/snippets.ts';
import { suggestName, validateName } from '../../../../src/connectors/together/name.ts';

const target = {
  url: 'https://api-inference.together.ai/v1',
  model: 'acme/chat',
  route: '/chat/completions' as const,
};
const hostile = [
  `'; rm -rf / #`,
  '$(whoami) `id` ${HOME} !!',
  'a "quoted" \\ back\\\\slash \\ud83d \n new \r\n line \t tab',
  '"""\'\'\' {x} %s \u0000 \u2028 \u2029 😀 \ud83d é </script>',
];

/** The string literal after `"content": ` or `content: `, as the language reads it. */
const promptOf = (code: string, key: string) => code.slice(code.lastIndexOf(key) + key.length);

describe('snippets for Together AI', () => {
  const request = (prompt: string, stream = true): InvokeRequest => ({ prompt, stream, temperature: 0.5 });

  it('name the key and the v2 inference host, and never hold a key', () => {
    for (const language of ['curl', 'python', 'typescript'] as const) {
      const code = snippet(target, request('hi'), language);
      assert.match(code, /TOGETHER_API_KEY/);
      assert.match(code, /https:\/\/api-inference\.together\.ai\/v1/);
      assert.match(code, /acme\/chat/);
    }
  });

  it('survive a shell', function () {
    this.timeout(20_000);
    for (const prompt of hostile.slice(0, 3)) {
      const code = snippet(target, request(prompt), 'curl').replace(/^curl/, 'printf "%s\\0"');
      const args = execFileSync('sh', ['-c', code], {
        encoding: 'utf8',
        env: { TOGETHER_API_KEY: 'K' },
      }).split('\0');
      const body = JSON.parse(args[args.indexOf('-d') + 1]!) as { messages: { content: string }[] };
      assert.equal(body.messages[0]!.content, prompt);
      assert.ok(args.includes('Authorization: Bearer K'));
    }
  });

  it('mean the same prompt in TypeScript, for any prompt', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom(...hostile)), (prompt) => {
        const code = snippet(target, request(prompt), 'typescript');
        const source = ts.createSourceFile('a.ts', code, ts.ScriptTarget.ES2022, true);
        const literals: string[] = [];
        const walk = (node: ts.Node): void => {
          if (ts.isStringLiteral(node)) literals.push(node.text);
          ts.forEachChild(node, walk);
        };
        walk(source);
        assert.ok(literals.includes(prompt));
        assert.ok(/^[\x20-\x7e\n]*$/.test(code));
      }),
    );
  });

  it('use only escapes that Python has, for any prompt', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom(...hostile)), (prompt) => {
        const code = snippet(target, request(prompt, false), 'python');
        const literal = promptOf(code, '"content": ').replace(/\}\],[^]*$/, '');
        const read = literal
          .slice(1, -1)
          .replace(/\\(U[0-9a-f]{8}|u[0-9a-f]{4}|[^uU])/g, (_all, escape: string) => {
            if (/^[uU]/.test(escape)) return String.fromCodePoint(parseInt(escape.slice(1), 16));
            return JSON.parse(`"\\${escape}"`) as string;
          });
        assert.equal(read, prompt);
      }),
    );
  });

  it('use the other route for a model that continues text', () => {
    const code = snippet({ ...target, route: '/completions' }, request('Once'), 'python');
    assert.match(code, /client\.completions\.create/);
    assert.match(code, /prompt="Once"/);
  });
});

describe('names on Together AI', () => {
  it('are suggested so that they are valid, whatever the model is called', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (model) =>
        assert.equal(validateName(suggestName(model)), undefined),
      ),
    );
    assert.equal(suggestName('Qwen/Qwen3.5-9B'), 'qwen3-5-9b');
  });

  it('say what is wrong', () => {
    for (const bad of ['', 'A', 'a_b', '-a', 'a-', 'a'.repeat(64), 'a b', 'a/b'])
      assert.ok(validateName(bad), bad);
    for (const good of ['a', 'a1', 'my-model-2', 'a'.repeat(63)]) assert.equal(validateName(good), undefined);
  });
});
