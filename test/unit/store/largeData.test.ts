import assert from 'node:assert/strict';
import type { OutputPart } from '../../../src/connectors/inference.ts';
import { testRun } from '../deployments/builders.ts';
import { cleanTemp, tempStore } from './temp.ts';

const small = `data:image/png;base64,${'A'.repeat(1000)}`;
const large = `data:image/png;base64,${'A'.repeat(100_000)}`;

describe('Large data in a test', () => {
  afterEach(cleanTemp);

  it('is not kept: a sentence stands for it, and the rest stays', () => {
    const store = tempStore();
    const output: OutputPart[] = [
      { kind: 'file', url: small },
      { kind: 'file', url: large, mediaType: 'image/png' },
      { kind: 'file', url: 'https://delivery.test/out.png' },
      { kind: 'json', value: { masks: [large, 'cat'] } },
      { kind: 'text', text: 'a cat' },
    ];
    const run = testRun('t');
    const request = { ...run.request, inputs: { image: large, seed: 1 } };
    store.recordTest({ ...run, request, output, response: { output: [large, small] } });
    const [kept] = store.tests(run.deployment);
    const instead = /^A file of \d+ KB \(image\/png\) was here\./;
    const [first, second, third, fourth, fifth] = kept?.output ?? [];
    assert.deepEqual([first, third, fifth], [output[0], output[2], output[4]]);
    assert.ok(second?.kind === 'text' && instead.test(second.text));
    assert.match(JSON.stringify(fourth), /was here.*cat/);
    assert.match(String(kept?.request.inputs?.['image']), instead);
    assert.equal(kept?.request.inputs?.['seed'], 1);
    assert.ok(JSON.stringify(kept.response).includes(small));
    assert.ok(JSON.stringify(kept).length < 10_000);
  });

  it('of another kind makes the output go, not the test', () => {
    const store = tempStore();
    const run = testRun('t');
    const value = Array.from({ length: 40_000 }, (_, i) => `item ${i}`);
    store.recordTest({ ...run, output: [{ kind: 'json', value }] });
    const [kept] = store.tests(run.deployment);
    assert.deepEqual(kept?.output, [{ kind: 'text', text: 'The output was too large to keep.' }]);
    assert.equal(kept.text, run.text);
  });
});
