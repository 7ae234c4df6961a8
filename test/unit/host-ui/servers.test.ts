import { strict as assert } from 'node:assert';
import type { ServerEntry } from '../../../src/connectors/connector.ts';
import { formatProblem } from '../../../src/extension/credentials/formatProblem.ts';
import { isPrivate, isThisMachine, keySafety } from '../../../src/extension/credentials/hosts.ts';
import { parseLocalPlatforms } from '../../../src/extension/credentials/localPlatforms.ts';
import { chosenPrices, priceProblem } from '../../../src/extension/credentials/prices.ts';
import { ServerStore } from '../../../src/extension/credentials/serverStore.ts';
import {
  adapterTokenField,
  keyField,
  keyRefusal,
  labelField,
  removeServerQuestion,
  suggestedLabel,
} from '../../../src/extension/credentials/serverText.ts';

const server = (id: string, more: Partial<ServerEntry> = {}): ServerEntry => ({
  ...{ id, label: `server ${id}`, url: 'http://gpu-box:8080', ...more },
});

/** The editor's secret storage, shared by all windows. */
function secrets() {
  const kept = new Map<string, string>();
  const listeners = new Set<(event: { key: string }) => void>();
  const tell = (key: string) => {
    for (const listener of listeners) listener({ key });
    return Promise.resolve();
  };
  const storage = {
    get: (key: string) => Promise.resolve(kept.get(key)),
    store: (key: string, value: string) => tell((kept.set(key, value), key)),
    delete: (key: string) => tell((kept.delete(key), key)),
    onDidChange: (listener: (event: { key: string }) => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  };
  return { kept, storage: storage as never };
}

describe('the registered servers', () => {
  it('are kept in one secret per platform, each under the id that it got', async () => {
    const { kept, storage } = secrets();
    const store = new ServerStore(storage);
    await Promise.all([
      store.put('predibase', server('1', { token: 'secret-1', addedAt: 5 })),
      store.put('predibase', server('2')),
    ]);
    await store.put('predibase', server('1', { adapterToken: 'hf_1' }));
    assert.deepEqual((await store.get('predibase'))[0], server('1', { adapterToken: 'hf_1' }));
    await store.put('predibase', server('1', { label: 'renamed' }));
    assert.deepEqual([...kept.keys()], ['servers/predibase']);
    assert.deepEqual(await store.get('predibase'), [server('1', { label: 'renamed' }), server('2')]);
    await store.remove('predibase', '1');
    assert.deepEqual(await store.get('predibase'), [server('2')]);
    assert.deepEqual(await store.get('replicate'), []);
    await store.clear('predibase');
    assert.equal(kept.size, 0, 'an empty list leaves no secret behind');
  });

  it('tell every window which platform has changed', async () => {
    const { storage } = secrets();
    const [here, there] = [new ServerStore(storage), new ServerStore(storage)];
    const heard: string[] = [];
    there.onDidChange((platform) => heard.push(platform));
    await here.put('predibase', server('1'));
    await here.remove('predibase', '1');
    assert.deepEqual(heard, ['predibase', 'predibase']);
  });

  it('that something else has spoiled do not hide the others', async () => {
    const { kept, storage } = secrets();
    const store = new ServerStore(storage);
    const spoiled = [null, {}, { ...server('x'), url: 'nowhere' }, { ...server('y'), token: 7 }];
    kept.set('servers/predibase', JSON.stringify([...spoiled, server('1')]));
    assert.deepEqual(await store.get('predibase'), [server('1')]);
    for (const text of ['', 'null', '{}', 'not json']) {
      kept.set('servers/predibase', text);
      assert.deepEqual(await store.get('predibase'), []);
    }
  });
});

describe('an address of a server', () => {
  it('is on a private network by its number or its name', () => {
    for (const host of ['10.1.2.3', '172.16.0.1', '172.31.255.1', '192.168.0.9', '169.254.1.1'])
      assert.ok(isPrivate(host), host);
    for (const host of ['[fd00::1]', '[fe80::1]', 'gpu-box', 'gpu.local', 'a.b.internal', 'nas.lan'])
      assert.ok(isPrivate(host), host);
    for (const host of ['172.32.0.1', '172.15.0.1', '11.0.0.1', '8.8.8.8', '192.169.0.1', '[2001:db8::1]'])
      assert.ok(!isPrivate(host), host);
    for (const host of ['example.com', 'local.example.com', 'gpu.local.example.com', '10.1.2.3.example.com'])
      assert.ok(!isPrivate(host), host);
    assert.ok(isThisMachine('[::1]') && !isThisMachine('10.0.0.1'));
  });

  it('takes a key over https and on this machine, with a question on a private network, and else not', () => {
    assert.equal(keySafety('https://gpu.example.com'), 'safe');
    assert.equal(keySafety('http://localhost:8080'), 'safe');
    assert.equal(keySafety('http://192.168.1.5:8080'), 'private-network');
    for (const bad of ['http://gpu.example.com', 'http://8.8.8.8', 'ftp://gpu-box', 'gpu-box'])
      assert.equal(keySafety(bad), 'readable', bad);
    assert.match(keyRefusal('http://gpu.example.com') ?? '', /https/);
    assert.equal(keyRefusal('http://gpu-box'), undefined);
    assert.equal(formatProblem(keyField('http://gpu.example.com'), ''), undefined, 'without a key it can be');
    assert.match(formatProblem(keyField('http://gpu.example.com'), 'k') ?? '', /plain http/);
    const secret = adapterTokenField({ label: 'Token', help: '' }, 'http://gpu.example.com');
    assert.match(formatProblem(secret, 'hf_x') ?? '', /plain http/);
    assert.ok(secret.secret && secret.label === 'Token');
  });

  it('gives it a name that no other server has', () => {
    assert.equal(suggestedLabel('http://gpu-box:8080', []), 'gpu-box:8080');
    assert.equal(suggestedLabel('http://gpu-box:8080', ['gpu-box:8080', 'gpu-box:8080 2']), 'gpu-box:8080 3');
    assert.match(formatProblem(labelField('x', ['taken']), 'taken') ?? '', /Another server/);
    assert.equal(formatProblem(labelField('x', ['taken']), ''), undefined, 'the suggested one is taken then');
  });

  it('is told to go on running when it is taken off the list', () => {
    const { message, detail, yes } = removeServerQuestion('gpu-box');
    assert.equal(message, 'Remove "gpu-box" from the list?');
    assert.match(detail, /^The server keeps running\./);
    assert.equal(yes, 'Remove');
    assert.match(removeServerQuestion('x', 'It goes on serving.').detail, /^It goes on serving\./);
  });
});

describe('prices of a person’s own', () => {
  it('are dollars in the setting and integer nano-dollars for the connector, a server’s by its name', () => {
    const setting = {
      'replicate/gpu-h100': 5.49,
      'predibase/gpu-box:8080': 1.29,
      'predibase/by-id': 2,
      'predibase/free': 0,
    };
    const servers = [server('s1', { label: 'gpu-box:8080' }), server('by-id', { label: 'other' })];
    assert.deepEqual(chosenPrices('predibase', setting, servers), {
      prices: {
        'gpu-box:8080': { perHour: 1_290_000_000 },
        s1: { perHour: 1_290_000_000 },
        'by-id': { perHour: 2e9 },
        free: { perHour: 0 },
      },
      problems: [],
    });
    assert.deepEqual(chosenPrices('replicate', setting).prices, {
      'gpu-h100': { perHour: 5_490_000_000 },
    });
  });

  it('are also of tokens, agreed with the platform, or for all of it', () => {
    const setting = {
      'together/Qwen/Qwen3-8B': { inputPerMillion: 0.2, outputPerMillion: 0.4 },
      'together/1xnvidia-h100-80gb': { perHour: 2.5, contract: true },
      'together/*': { perHour: 4, inputPerMillion: 0, outputPerMillion: 0, contract: false },
    };
    assert.deepEqual(chosenPrices('together', setting), {
      prices: {
        'Qwen/Qwen3-8B': { tokens: { input: 200_000_000, output: 400_000_000 } },
        '1xnvidia-h100-80gb': { perHour: 2_500_000_000, contract: true },
        '*': { perHour: 4_000_000_000, tokens: { input: 0, output: 0 } },
      },
      problems: [],
    });
  });

  it('say what is wrong with one', () => {
    const told = (value: unknown) => chosenPrices('together', { 'together/x': value }).problems[0] ?? '';
    assert.match(told({}), /dollars as numbers/);
    assert.match(told({ perHour: '4' }), /dollars as numbers/);
    assert.match(told({ inputPerMillion: 1 }), /together/);
    assert.match(told({ perHour: 1, contract: 'yes' }), /true or false/);
    assert.match(told({ perHuor: 1 }), /“perHuor”/);
    assert.match(told([]), /number/);
  });

  it('that are none are left out and told', () => {
    const setting = {
      'replicate/a': '5',
      'replicate/b': -1,
      'replicate/c': NaN,
      'replicate/d': 1e9,
      'replicate/': 1,
    };
    const { prices, problems } = chosenPrices('replicate', setting);
    assert.deepEqual(prices, {});
    assert.equal(problems.length, 5);
    assert.match(chosenPrices('replicate', { 'nowhere/x': 1 }).problems[0] ?? '', /nowhere/);
    for (const odd of [undefined, null, 7, 'x', []])
      assert.deepEqual(chosenPrices('replicate', odd).prices, {});
  });

  it('are typed with or without a dollar sign', () => {
    for (const good of ['1.29', '$1.29', ' 0 ', '12']) assert.equal(priceProblem(good), undefined, good);
    for (const bad of ['', 'much', '-1', '1,29', '$']) assert.match(priceProblem(bad) ?? '', /dollars/, bad);
  });
});

describe('the servers in the file of local platforms', () => {
  const file = (url: string) =>
    JSON.stringify({
      predibase: { baseUrls: {}, credentials: {}, servers: [{ ...server('1'), url, control: 'x' }] },
    });

  it('are on this machine only', () => {
    assert.deepEqual(parseLocalPlatforms(file('http://127.0.0.1:1')).predibase?.servers, [
      server('1', { url: 'http://127.0.0.1:1' }),
    ]);
    for (const url of ['http://gpu-box:8080', 'https://example.com', 'http://10.0.0.1'])
      assert.throws(() => parseLocalPlatforms(file(url)));
  });
});
