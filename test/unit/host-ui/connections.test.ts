import type { Memento } from 'vscode';
import { strict as assert } from 'node:assert';
import type {
  Account,
  ConnectContext,
  Connector,
  ConnectorDefinition,
  ServerEntry,
  Workbench,
} from '../../../src/connectors/connector.ts';
import type { PlatformId } from '../../../src/connectors/domain.ts';
import { PlatformError, type ErrorData } from '../../../src/connectors/errors.ts';
import { Connections, type ConnectionsOptions } from '../../../src/extension/credentials/connections.ts';
import type { LocalPlatforms } from '../../../src/extension/credentials/localPlatforms.ts';

const account: Account = { label: 'Acme', id: '1', details: [] };

/** A window: what is saved, what is connected, and who was asked for what. */
function world(local: LocalPlatforms = {}, more: Partial<ConnectionsOptions> = {}) {
  const saved = new Map<PlatformId, Record<string, string>>();
  const servers: ServerEntry[] = [];
  const kept: (Account | undefined)[] = [];
  const events: string[] = [];
  const opened: ConnectContext[] = [];
  const hidden: string[] = [];
  const problems: ErrorData[] = [];
  /** On the platform's row now. */
  const told: ErrorData[] = [];
  let changed: (platform: PlatformId) => void = () => undefined;
  const state = {
    urls: { urls: {}, problems: [] as string[] },
    broken: false,
    prices: {} as unknown,
    account: undefined as Account | undefined,
    verify: (_signal?: AbortSignal): Promise<Account> => Promise.resolve(account),
  };
  const definition = {
    id: 'together',
    displayName: 'Together AI',
    credentials: [{ key: 'apiKey', label: 'API key', secret: true, help: '' }],
    baseUrls: [],
    servers: {
      label: 'box',
      check: (server: ServerEntry) => Promise.resolve(`It is ${server.url}.`),
    },
    load: () =>
      Promise.resolve((context: ConnectContext) => {
        opened.push(context);
        return { verify: (signal?: AbortSignal) => state.verify(signal) } as Connector;
      }),
  } as unknown as ConnectorDefinition;
  const foreseen: (string | undefined)[] = [];
  const connections = new Connections({
    definitions: [definition],
    credentials: {
      get: (platform: PlatformId) =>
        state.broken ? Promise.reject(new Error('locked')) : Promise.resolve(saved.get(platform)),
      onDidChange: (listener: (platform: PlatformId) => void) => {
        changed = listener;
        return { dispose: () => undefined };
      },
    },
    servers: {
      get: () => Promise.resolve([...servers]),
      onDidChange: () => ({ dispose: () => undefined }),
    },
    service: {
      foresee: (_: PlatformId, print?: string) => foreseen.push(print),
      connect: (_: PlatformId, _connector: Connector, account?: Account) => {
        kept.push(account);
        events.push('connect');
      },
      disconnect: () => {
        told.length = 0;
        events.push('disconnect');
      },
      fleet: () => ({ platforms: [{ id: 'together', problems: told }] }),
      account: () => state.account,
      setAccount: (_: PlatformId, account: Account) => {
        state.account = account;
        events.push(`account ${account.label}`);
      },
      setProblem: (_: PlatformId, problem: ErrorData) => {
        problems.push(problem);
        told.push(problem);
        events.push(`problem ${problem.code}`);
      },
    } as never,
    store: { memory: () => ({ get: () => undefined, set: () => undefined }) },
    log: { warn: () => undefined } as never,
    redaction: { hide: (secrets: string[]) => hidden.push(...secrets) } as never,
    baseUrls: () => state.urls,
    prices: () => state.prices,
    local: () => Promise.resolve(local),
    ...more,
  });
  const save = async (credentials?: Record<string, string>) => {
    if (credentials) saved.set('together', credentials);
    else saved.delete('together');
    changed('together');
    await connections.sync('together');
  };
  const lists = { kept, events, opened, hidden, problems, foreseen };
  return { connections, definition, saved, servers, state, save, ...lists };
}

/** What the editor keeps for an extension. */
function mementoOf(): Pick<Memento, 'get' | 'update'> {
  const values = new Map<string, unknown>();
  return {
    get: (key: string) => values.get(key) as never,
    update: (key, value) => Promise.resolve(void values.set(key, value)),
  };
}

describe('the connections of a window', () => {
  it('read no secret before the start, and connect once however often they are started', async () => {
    const { connections, saved, events, opened, hidden, state } = world();
    saved.set('together', { apiKey: 'key-1' });
    state.broken = true;
    connections.recheck();
    state.broken = false;
    await Promise.all([connections.start(), connections.start()]);
    await connections.syncAll();
    assert.deepEqual(events, ['connect', 'account Acme']);
    assert.deepEqual(opened[0]?.credentials, { apiKey: 'key-1' });
    assert.deepEqual(hidden, ['key-1'], 'the log was told what to hide');
  });

  it('tell whose rows are remembered, and read no platform before those are on the screen', async () => {
    const drawn = Promise.withResolvers<undefined>();
    const print = (means: string) => `print of ${means.length}`;
    const memento = mementoOf();
    const earlier = world({}, { memento, print });
    await earlier.save({ apiKey: 'key-1' });
    assert.deepEqual(earlier.foreseen, [], 'nothing is known at the first time');
    const next = world({}, { drawn: () => drawn.promise, memento, print });
    const { connections, saved, events, opened, foreseen } = next;
    saved.set('together', { apiKey: 'key-1' });
    const started = connections.start();
    await connections.known();
    assert.equal(foreseen.length, 1);
    assert.match(foreseen[0] ?? '', /^print of/);
    await new Promise(setImmediate);
    assert.deepEqual([events, opened], [[], []]);
    drawn.resolve(undefined);
    await started;
    assert.equal(events[0], 'connect');
  });

  it('leave nobody waiting for rows when the start breaks off', async () => {
    const { connections } = world({}, { local: () => Promise.reject(new Error('no such file')) });
    await connections.known();
    await assert.rejects(connections.start(), /no such file/);
  });

  it('take back what is remembered when its key goes meanwhile', async () => {
    const drawn = Promise.withResolvers<undefined>();
    const memento = mementoOf();
    const print = (means: string) => means;
    await world({}, { memento, print }).save({ apiKey: 'key-1' });
    const { connections, events, foreseen } = world({}, { drawn: () => drawn.promise, memento, print });
    const started = connections.start();
    await connections.known();
    assert.equal(foreseen.length, 1);
    drawn.resolve(undefined);
    await started;
    assert.deepEqual(events, ['disconnect']);
    const last = world({}, { memento, print });
    await last.connections.start();
    assert.deepEqual(last.foreseen, []);
  });

  it('follow a key that changes or goes', async () => {
    const { connections, events, opened, save } = world();
    await connections.start();
    await save({ apiKey: 'key-1' });
    await save({ apiKey: 'key-1' });
    await save({ apiKey: 'key-2' });
    await save();
    assert.deepEqual(
      events.filter((event) => !event.startsWith('account')),
      ['connect', 'disconnect', 'connect', 'disconnect'],
    );
    assert.deepEqual(
      opened.map(({ credentials }) => credentials['apiKey']),
      ['key-1', 'key-2'],
    );
  });

  it('stop asking who a key belongs to when it is replaced', async () => {
    const { connections, events, save, state } = world();
    await connections.start();
    const signals: AbortSignal[] = [];
    state.verify = (signal) => {
      if (signal) signals.push(signal);
      return new Promise(() => undefined);
    };
    await save({ apiKey: 'key-1' });
    await save({ apiKey: 'key-2' });
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
    assert.ok(!events.includes('account Acme'));
  });

  it('say that a key was refused', async () => {
    const { connections, problems, save, state } = world();
    await connections.start();
    state.verify = () => Promise.reject(new PlatformError({ code: 'unauthorized', message: 'No.' }));
    await save({ apiKey: 'key-1' });
    await new Promise(setImmediate);
    assert.deepEqual(problems, [{ code: 'unauthorized', message: 'No.' }]);
  });

  it('send nothing anywhere while a base URL is wrong', async () => {
    const { connections, definition, opened, problems, save, state } = world();
    state.urls = { urls: {}, problems: ['v1: not https'] };
    await connections.start();
    await save({ apiKey: 'key-1' });
    assert.equal(opened.length, 0);
    assert.match(problems[0]?.message ?? '', /base URL.*v1: not https/);
    assert.throws(() => connections.open(definition, { apiKey: 'key-2' }), PlatformError);
  });

  it('say so when the saved key cannot be read, and try again when asked', async () => {
    const { connections, saved, events, state } = world();
    saved.set('together', { apiKey: 'key-1' });
    state.broken = true;
    await connections.start();
    assert.deepEqual(events, ['problem unauthorized']);
    state.broken = false;
    await connections.syncAll();
    assert.equal(events[1], 'connect');
  });

  it('use a simulator on this machine in place of a saved key', async () => {
    const { connections, opened, saved } = world({
      together: { baseUrls: { v1: 'http://127.0.0.1:1' }, credentials: { apiKey: 'simulated' } },
    });
    saved.set('together', { apiKey: 'real' });
    await connections.start();
    assert.equal(connections.isLocal('together'), true);
    assert.deepEqual(
      opened.map(({ credentials, baseUrls }) => [credentials, baseUrls]),
      [[{ apiKey: 'simulated' }, { v1: 'http://127.0.0.1:1' }]],
    );
  });

  it('are made by a registered server alone, whose key is hidden like every other', async () => {
    const { connections, events, opened, hidden, servers } = world();
    await connections.start();
    assert.equal(events.length, 0);
    const server = { id: 's1', label: 'gpu-box', url: 'http://gpu-box:8080', token: 'server-key' };
    servers.push(server);
    await connections.sync('together');
    assert.deepEqual(events, ['connect', 'account Acme']);
    assert.deepEqual(
      opened.map(({ credentials, servers: given }) => [credentials, given]),
      [[{}, [server]]],
    );
    assert.deepEqual(hidden, ['server-key']);
    servers.pop();
    await connections.sync('together');
    assert.equal(events.at(-1), 'disconnect');
  });

  it('keep the rows of the same account when only its servers or the prices change', async () => {
    const { connections, events, opened, kept, saved, servers, state } = world();
    saved.set('together', { apiKey: 'key-1' });
    await connections.start();
    await new Promise(setImmediate);
    servers.push({ id: 's1', label: 'gpu-box', url: 'http://gpu-box:8080' });
    await connections.sync('together');
    state.prices = { 'together/gpu-box': 1.29, 'together/h100': 3, 'replicate/cpu': 9 };
    await connections.sync('together');
    await connections.sync('together');
    assert.ok(!events.includes('disconnect'));
    assert.deepEqual(kept, [undefined, account, account]);
    assert.deepEqual(opened[2]?.prices, {
      'gpu-box': { perHour: 1.29e9 },
      h100: { perHour: 3e9 },
      s1: { perHour: 1.29e9 },
    });
    assert.equal(opened[1]?.prices, undefined);
  });

  it('leave no word of an unreadable key behind once it is gone', async () => {
    const { connections, events, saved, save, state } = world();
    saved.set('together', { apiKey: 'key-1' });
    await connections.start();
    await new Promise(setImmediate);
    await save();
    state.broken = true;
    await connections.sync('together');
    state.broken = false;
    await connections.sync('together');
    await connections.sync('together');
    assert.deepEqual(events.slice(-3), ['disconnect', 'problem unauthorized', 'disconnect']);
  });

  it('bring the servers of a simulator, beside those of the person', async () => {
    const local = { id: 'l1', label: 'simulated', url: 'http://127.0.0.1:2' };
    const { connections, definition, servers } = world({
      together: { baseUrls: {}, credentials: { apiKey: 'k' }, servers: [local] },
    });
    const own = { id: 's1', label: 'own', url: 'https://gpu.example' };
    servers.push(own);
    await connections.start();
    assert.deepEqual(await connections.servers(definition), [local, own]);
    assert.equal(connections.isLocalServer('together', 'l1'), true);
    assert.equal(connections.isLocalServer('together', 's1'), false);
  });

  it('ask a server who it is before it is registered, and hide its key from then on', async () => {
    const { connections, definition, hidden, opened } = world();
    const server = { id: 's', label: '', url: 'http://127.0.0.1:3', token: 'not-yet-kept' };
    assert.equal(await connections.checkServer(definition, server), 'It is http://127.0.0.1:3.');
    assert.deepEqual(hidden, ['not-yet-kept']);
    assert.equal(opened.length, 0);
    const { servers: _none, ...without } = definition;
    await assert.rejects(connections.checkServer(without, server), { code: 'unsupported' });
  });

  it('hand over the programs and files of the machine, where there are such', async () => {
    const without = world();
    without.saved.set('together', { apiKey: 'k' });
    await without.connections.start();
    assert.equal(without.opened[0]?.workbench, undefined);
    const workbench = {} as Workbench;
    const { connections, opened, saved } = world({}, { workbench });
    saved.set('together', { apiKey: 'k' });
    await connections.start();
    assert.equal(opened[0]?.workbench, workbench);
  });

  it('keep the rows when the platform has made a credential for the same account', async () => {
    const { connections, definition, events, opened, kept, saved, save, hidden } = world();
    definition.issued = { what: 'proxy token', keys: ['proxyToken'], consequence: '' };
    definition.credentials.push({ key: 'proxyToken', label: '', secret: true, help: '', issued: true });
    saved.set('together', { apiKey: 'key-1' });
    await connections.start();
    await new Promise(setImmediate);
    await save({ apiKey: 'key-1', proxyToken: 'made-1' });
    assert.ok(!events.includes('disconnect'));
    assert.deepEqual(kept, [undefined, account]);
    assert.deepEqual(opened[1]?.credentials, { apiKey: 'key-1', proxyToken: 'made-1' });
    assert.ok(hidden.includes('made-1'));
    await save({ apiKey: 'key-2', proxyToken: 'made-1' });
    assert.ok(events.includes('disconnect'));
  });

  it('keep what a simulator has made in this window', async () => {
    const { connections, opened } = world({ together: { baseUrls: {}, credentials: { apiKey: 'k' } } });
    await connections.start();
    assert.equal(await connections.keepLocal('together', { proxyToken: 'made' }), true);
    assert.deepEqual(opened.at(-1)?.credentials, { apiKey: 'k', proxyToken: 'made' });
    assert.equal(await connections.keepLocal('replicate', {}), false);
  });
});
