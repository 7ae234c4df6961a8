import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { stripTypeScriptTypes } from 'node:module';
import type { InvokeRequest } from '../../../../src/connectors/index.ts';
import { chat, closeBenches, collect, openBench, support } from './bench.ts';

const nasty = `it's "quoted" $HOME \`x\` \\n ü 🙂\nline`;
const request: InvokeRequest = {
  prompt: nasty,
  system: 'Brief.',
  maxTokens: 5,
  temperature: 0.5,
  stream: false,
};
const languages = ['curl', 'python', 'typescript'] as const;

describe('Replicate connector: snippets', () => {
  afterEach(closeBenches);

  it('ask the same through the deployment, with the token by name only', async () => {
    const { connector, sim } = await openBench();
    const row = await connector.get(chat);
    await connector.testForm!(chat);
    for (const language of languages)
      for (const stream of [true, false]) {
        const code = connector.snippet(row, { ...request, stream }, language);
        assert.ok(code.includes(`${sim.baseUrls.api}/deployments/acme/chat-prod/predictions`));
        assert.ok(code.includes('REPLICATE_API_TOKEN'));
        assert.ok(!code.includes(sim.credentials.token));
        for (const name of ['system_prompt', 'max_tokens', 'temperature', 'Cancel-After'])
          assert.ok(code.includes(name), `${name} in ${language}`);
        assert.equal(code.includes('"Prefer'), !stream);
      }
  });

  it('hold no secret input, known or by its name', async () => {
    const { connector } = await openBench();
    const row = await connector.get(support);
    const inputs = { task: 'Do it', api_key: 'hush-hush-1', reference: 1 };
    for (const language of languages)
      assert.ok(
        !connector.snippet(row, { prompt: '', stream: false, inputs }, language).includes('hush-hush-1'),
      );
    await connector.testForm!(support);
    for (const language of languages) {
      const code = connector.snippet(row, { prompt: '', stream: false, inputs }, language);
      assert.ok(!code.includes('hush-hush-1'));
      assert.ok(code.includes('<your api_key>'));
    }
  });

  it('are valid TypeScript and shell, whatever the prompt', async () => {
    const { connector, sim } = await openBench();
    const row = await connector.get(chat);
    await connector.testForm!(chat);
    for (const stream of [true, false]) {
      const script = stripTypeScriptTypes(connector.snippet(row, { ...request, stream }, 'typescript'));
      const checked = spawnSync(process.execPath, ['--check', '--input-type=module', '-'], { input: script });
      assert.equal(checked.status, 0, String(checked.stderr));
    }
    const said = spawnSync('bash', [
      '-c',
      `curl() { printf '%s' "\${@: -1}"; }\n${connector.snippet(row, request, 'curl')}`,
    ]);
    await collect(connector.invoke(chat, request));
    const [sent] = sim.control.requests({ method: 'POST', path: '/acme/chat-prod/predictions' });
    assert.deepEqual(JSON.parse(String(said.stdout)), sent?.body, 'the shell passes on what the test sent');
  });
});
