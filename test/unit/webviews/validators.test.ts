import assert from 'node:assert/strict';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { metricsValidators, testerValidators, wizardValidators } from '../../../src/webviews/validators.ts';

const model = { id: 'm1', name: 'Model', kind: 'model' };
const invalid = (error: unknown) => error instanceof PlatformError && error.code === 'invalid';

describe('validators', () => {
  it('let good input through and strip what is not in the protocol', () => {
    const spec = { name: 'a', model: { ...model, tags: ['x'] }, config: { minReplicas: 1, evil: 1 } };
    assert.deepEqual(wizardValidators.plan({ platform: 'together', spec }), {
      platform: 'together',
      spec: { name: 'a', model, config: { minReplicas: 1 } },
    });
  });

  it('accept a call without input as it arrives: absent', () => {
    assert.doesNotThrow(() => wizardValidators.load(undefined));
    assert.doesNotThrow(() => testerValidators.clearHistory(undefined));
    assert.doesNotThrow(() => metricsValidators.refresh(undefined));
  });

  it('refuse what is out of range', () => {
    const good = { prompt: 'hi', stream: true };
    assert.deepEqual(testerValidators.run(good), good);
    for (const bad of [{ temperature: 2.1 }, { temperature: NaN }, { topP: 0 }, { maxTokens: 0.5 }]) {
      assert.throws(() => testerValidators.run({ ...good, ...bad }), invalid, JSON.stringify(bad));
    }
    assert.throws(() => metricsValidators.fleet({ window: { from: 2, to: 2 } }), invalid);
  });

  it('open nothing but the web', () => {
    const url = 'https://api.together.ai/x';
    assert.deepEqual(wizardValidators.openExternal({ url }), { url });
    for (const bad of ['command:x', 'file:///etc/passwd', 'javascript:alert(1)', 'vscode://x', 'nothing']) {
      assert.throws(() => wizardValidators.openExternal({ url: bad }), invalid, bad);
    }
  });

  it('let a test through with inputs in place of a prompt, and none with neither', () => {
    const inputs = { image: 'https://x.test/a.png', seed: 7, nested: { a: [1, null] } };
    const good = { prompt: '', stream: false, inputs, mode: 'plain', adapter: 'a/1', adapterSource: 'pbase' };
    assert.deepEqual(testerValidators.run(good), good);
    assert.deepEqual(testerValidators.run({ prompt: '', stream: false, inputs: {} }).inputs, {});
    assert.throws(() => testerValidators.run({ prompt: '', stream: false }), invalid);
    const huge = { prompt: '', stream: false, inputs: { image: 'A'.repeat(12_000_001) } };
    assert.throws(() => testerValidators.run(huge), invalid);
  });

  it('ask for files on the web only', () => {
    const url = 'https://replicate.delivery/x/out.webp';
    assert.deepEqual(testerValidators.file({ url }), { url });
    for (const bad of ['javascript:alert(1)', 'data:image/png;base64,AA==', 'file:///etc/passwd', '/x'])
      assert.throws(() => testerValidators.file({ url: bad }), invalid, bad);
  });

  it('take the options of a platform, of plain kinds only', () => {
    const options = { eager: true, tokens: 512, quantization: 'fp8', preloaded: ['a/1'] };
    const change = (value: unknown) => wizardValidators.planUpdate({ key: 'k', change: { options: value } });
    assert.deepEqual(change(options).change, { options });
    for (const bad of [{ a: { b: 1 } }, { a: null }, { a: Infinity }, { a: [1] }, { a: 'x'.repeat(10_001) }])
      assert.throws(() => change(bad), invalid, JSON.stringify(bad).slice(0, 40));
  });

  it('name the place of a problem, never the value', () => {
    const spec = { name: 'a', model, config: { environment: { TOKEN: { planted: 'hunter2-secret' } } } };
    assert.throws(
      () => wizardValidators.plan({ platform: 'together', spec }),
      (error: unknown) => {
        assert.ok(error instanceof PlatformError);
        assert.equal(error.data.field, 'spec.config.environment.TOKEN');
        assert.doesNotMatch(JSON.stringify(error.data), /hunter2/);
        return true;
      },
    );
  });
});
