import assert from 'node:assert/strict';
import type { AdapterChoice, Connector, TestForm } from '../../../src/connectors/connector.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import type { InvokeEvent, InvokeRequest } from '../../../src/connectors/inference.ts';
import { ManualClock } from './manualClock.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { world } from './world.ts';

const key = 'together:a';
const secretForm: TestForm = {
  inputs: [
    { name: 'hf_token', title: 'Token', kind: 'secret', required: false },
    { name: 'pin', title: 'Pin', kind: 'secret', required: false },
    { name: 'text', title: 'Text', kind: 'text', required: true },
  ],
};
const request: InvokeRequest = {
  prompt: '',
  stream: false,
  inputs: { hf_token: 'typed-secret', pin: 7, text: 'hello' },
};

describe('What a test can be given', () => {
  afterEach(cleanTemp);

  async function ready(over: Partial<Connector> = {}) {
    const hidden: string[] = [];
    const options = { hide: (secrets: Iterable<string>) => void hidden.push(...secrets) };
    const made = world(tempFolder(), new ManualClock(), options);
    made.connector.add('a');
    Object.assign(made.connector, over);
    made.connector.script = async function* () {
      await Promise.resolve();
      yield { type: 'done', at: 1, response: {} } satisfies InvokeEvent;
    };
    await made.service.refresh();
    const run = async (asked = request) => {
      const test = made.service.testing.test(key, asked);
      for await (const _event of test);
      return test.run;
    };
    return { ...made, hidden, run };
  }

  it('is a prompt with all settings where the connector has no form, and its adapters', async () => {
    const adapter: AdapterChoice = { id: 'acme/lora', name: 'lora', kind: 'adapter' };
    const { service } = await ready({ adapters: () => Promise.resolve([adapter]) });
    const form = await service.testing.form(key);
    assert.deepEqual(form.prompt?.settings, ['system', 'maxTokens', 'temperature', 'topP', 'stream']);
    assert.deepEqual(form.adapters?.choices, [adapter]);
    const { service: other } = await ready({
      adapters: () => Promise.reject(new PlatformError({ code: 'network', message: 'x' })),
    });
    assert.equal((await other.testing.form(key)).adapters, undefined, 'adapters are not worth a failure');
  });

  it('is the form of the connector where it has one, and its failure', async () => {
    const { service } = await ready({ testForm: () => Promise.resolve(secretForm) });
    assert.equal(await service.testing.form(key), secretForm);
    const failure = new PlatformError({ code: 'network', message: 'x' });
    const { service: other } = await ready({ testForm: () => Promise.reject(failure) });
    await assert.rejects(other.testing.form(key), { code: 'network' });
  });

  it('keeps no input that the form calls secret, whether the form was shown or not', async () => {
    let asked = 0;
    const testForm = () => {
      asked++;
      return Promise.resolve(secretForm);
    };
    const { service, hidden, run } = await ready({ testForm });
    const ran = await run();
    assert.deepEqual(ran?.request.inputs, { hf_token: '•••', pin: '•••', text: 'hello' });
    assert.deepEqual(service.testing.tests(key)[0]?.request.inputs, ran.request.inputs);
    assert.deepEqual(hidden, ['typed-secret'], 'the log and the store were told');
    await run();
    assert.equal(asked, 1);
  });

  it('is sent as it was typed all the same', async () => {
    const { connector, run } = await ready({ testForm: () => Promise.resolve(secretForm) });
    const sent: unknown[] = [];
    connector.invoke = async function* (_id, asked) {
      sent.push((asked as InvokeRequest).inputs);
      await Promise.resolve();
      yield { type: 'done', at: 1, response: {} };
    };
    await run();
    assert.deepEqual(sent, [request.inputs]);
  });

  it('keeps no input at all where nobody knows which are secret', async () => {
    const failure = new PlatformError({ code: 'network', message: 'x' });
    const { run } = await ready({ testForm: () => Promise.reject(failure) });
    assert.deepEqual((await run())?.request.inputs, {});
  });

  it('puts no secret into code to copy', async () => {
    const { service, connector } = await ready({ testForm: () => Promise.resolve(secretForm) });
    Object.assign(connector, { snippet: (_: unknown, asked: InvokeRequest) => JSON.stringify(asked) });
    await service.testing.form(key);
    assert.doesNotMatch(service.testing.snippet(key, request, 'curl'), /typed-secret/);
  });

  it('gives files only where the platform does', async () => {
    const { service } = await ready();
    await assert.rejects(service.testing.file(key, 'https://x.test/a.png'), { code: 'unsupported' });
    const file = { mediaType: 'image/png', base64: 'AA==' };
    const { service: other } = await ready({ file: () => Promise.resolve(file) });
    assert.equal(await other.testing.file(key, 'https://x.test/a.png'), file);
  });
});
