import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { redactor } from '../../../src/connectors/redact.ts';
import { lostSecret } from '../../../src/extension/store/keep.ts';
import { Store } from '../../../src/extension/store/store.ts';
import { silent, testRun } from '../deployments/builders.ts';
import { ManualClock } from '../deployments/manualClock.ts';
import { cleanTemp, tempFolder } from './temp.ts';

/** Planted: a key of the connected account without any known form, and some that look like keys. */
const own = 'c0ffee00c0ffee00c0ffee00';
const keys = [
  own,
  'tgp_v1_abcdefghijkl',
  'hf_abcdefghijklmnop',
  'r8_abcdefghijklmnop',
  'sk-abcdefghijklmnop',
];

describe('No key gets into the store', () => {
  afterEach(cleanTemp);

  it('not by a prompt, an answer, an error, a draft, a note or a fact of a connector', () => {
    const folder = tempFolder();
    const store = new Store({ folder, clock: new ManualClock(), log: silent, redact: redactor([own]) });
    for (const [i, key] of keys.entries()) {
      store.recordTest({
        ...testRun(`t${i}`),
        request: { prompt: `my key is ${key}`, system: key, stream: true, inputs: { [key]: [key] } },
        text: `You said ${key}`,
        reasoning: key,
        response: { headers: { authorization: `Bearer ${key}` }, deep: [{ key }] },
        error: { code: 'unauthorized', message: `${key} is wrong`, platformMessage: key, hint: key },
      });
      store.saveDraft({
        id: `d${i}`,
        platform: 'together',
        spec: {
          name: 'kept-name',
          model: { id: 'm', name: 'M', kind: 'model' },
          config: { environment: { HF_TOKEN: key, MODE: 'fast' }, description: key },
        },
        createdAt: 1,
        updatedAt: 1,
        problem: { code: 'unauthorized', message: key },
      });
      store.saveNotes(`together:${i}`, { description: key, tags: [key] });
      store.memory('together').set(`fact${i}`, `x ${key}`);
    }
    store.flush();
    const inFile = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('');
    store.dispose();
    const afterwards = readdirSync(folder)
      .map((name) => readFileSync(join(folder, name), 'latin1'))
      .join('');
    for (const key of keys) {
      assert.ok(!inFile.includes(key), `${key} is in the file`);
      assert.ok(!afterwards.includes(key));
    }
    assert.ok(inFile.includes('kept-name') && inFile.includes('fast'), 'the rest is kept');
  });

  it('and a draft that lost one says which, so that it is not deployed with a mask for a key', () => {
    const folder = tempFolder();
    const store = new Store({ folder, clock: new ManualClock(), log: silent });
    const spec = { name: 'n', model: { id: 'm', name: 'M', kind: 'model' as const }, config: {} };
    const draft = { id: 'd', platform: 'together' as const, spec, createdAt: 1, updatedAt: 1 };
    store.saveDraft({
      ...draft,
      spec: { ...spec, config: { environment: { A: '1', B: 'hf_abcdefghijklmnop' } } },
    });
    store.saveDraft({ ...draft, id: 'e', spec: { ...spec, config: { environment: { A: '1' } } } });
    assert.deepEqual(
      store.drafts()?.map((kept) => lostSecret(kept)),
      ['B', undefined],
    );
    store.dispose();
  });
});
