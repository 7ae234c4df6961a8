import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Connector, ConnectorDefinition } from '../../src/connectors/connector.ts';
import { PlatformError } from '../../src/connectors/errors.ts';
import { importCredentials } from '../../src/extension/credentials/importFlow.ts';
import { issueCredential, type IssueOptions } from '../../src/extension/credentials/issueFlow.ts';
import { pickParts } from '../../src/extension/credentials/pickParts.ts';
import type { Dialogs } from '../../src/extension/dialogs.ts';
import { askLog } from '../../src/extension/logs/askLog.ts';
import { FakeConnector, fakeDefinition } from '../unit/deployments/fakeConnector.ts';
import { view } from '../unit/tree/builders.ts';

/** Presses a key of the list that is open, until whoever asked has an answer. */
async function answered<T>(asking: Promise<T>, command: string): Promise<T> {
  const state = { done: false };
  const settled = asking.finally(() => (state.done = true));
  settled.catch(() => undefined);
  for (let left = 100; left > 0 && !state.done; left--) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    await vscode.commands.executeCommand(command);
  }
  return settled;
}
const enter = <T>(asking: Promise<T>): Promise<T> =>
  answered(asking, 'workbench.action.acceptSelectedQuickOpenItem');
const escape = <T>(asking: Promise<T>): Promise<T> => answered(asking, 'workbench.action.closeQuickOpen');

const account = { id: 'a', label: 'Acme', details: [] };

describe('credentials that are on the machine already', () => {
  const system = { env: {}, home: '/home/me', readText: () => Promise.resolve(undefined) };
  const source = (...profiles: string[]) => ({
    label: 'Import from ~/.modal.toml',
    find: () => Promise.resolve(profiles.map((label) => ({ label, credentials: { token: label } }))),
  });

  it('are checked before they are used', async () => {
    const checked: unknown[] = [];
    const verify = (credentials: unknown) => {
      checked.push(credentials);
      return Promise.resolve(account);
    };
    const found = await enter(importCredentials(fakeDefinition(), source('one', 'two'), { system, verify }));
    assert.deepEqual(found, { credentials: { token: 'one' }, account });
    assert.deepEqual(checked, [{ token: 'one' }]);
  });

  it('are not used when the platform refuses them, or the person does', async () => {
    const refuse = () => Promise.resolve('The key was refused.');
    const only = importCredentials(fakeDefinition(), source('one'), { system, verify: refuse });
    await assert.rejects(enter(only), /The key was refused\./);
    const left = importCredentials(fakeDefinition(), source('one'), { system, verify: refuse });
    assert.equal(await escape(left), undefined);
  });

  it('are said to be missing where there are none', async () => {
    const none = importCredentials(fakeDefinition(), source(), {
      system,
      verify: () => Promise.resolve(account),
    });
    await assert.rejects(none, /nothing to import/);
  });
});

describe('the parts of an account', () => {
  const field = {
    key: 'environments',
    label: 'Environments',
    secret: false,
    help: '',
    pick: 'many' as const,
  };
  const account = (...names: string[]): Connector =>
    Object.assign(new FakeConnector(), {
      choices: () => Promise.resolve(names.map((value) => ({ value, label: value }))),
    });

  it('are all of them unless fewer are picked, and those of before are picked already', async () => {
    const all = pickParts(account('main', 'dev'), [field], { token: 'x' }, 'Connect');
    assert.deepEqual(await enter(all), { token: 'x' });
    const some = pickParts(account('main', 'dev', 'old'), [field], { environments: 'dev' }, 'Connect');
    assert.deepEqual(await enter(some), { environments: 'dev' });
    assert.equal(await escape(pickParts(account('main', 'dev'), [field], {}, 'Connect')), undefined);
  });

  it('are not asked for where there is one, or where they cannot be read', async () => {
    assert.deepEqual(await pickParts(account('main'), [field], {}, 'Connect'), {});
    const broken = Object.assign(new FakeConnector(), { choices: () => Promise.reject(new Error('no')) });
    assert.deepEqual(await pickParts(broken, [field], { token: 'x' }, 'Connect'), { token: 'x' });
  });
});

describe('making a credential for calls', () => {
  const definition: ConnectorDefinition = {
    ...fakeDefinition('together'),
    issued: { what: 'proxy token', keys: ['id', 'secret'], consequence: 'It opens everything.' },
  };
  const made = { id: 'wk-1', secret: 'ws-1' };

  function options(over: Partial<Dialogs> = {}) {
    const calls: string[] = [];
    const dialogs: Dialogs = {
      confirm: ({ detail }) => {
        calls.push(`asked ${detail}`);
        return Promise.resolve(true);
      },
      choose: () => Promise.resolve(undefined),
      offer: () => Promise.resolve(true),
      inform: () => undefined,
      mention: () => undefined,
      ...over,
    };
    const connector = Object.assign(new FakeConnector(), {
      issue: () => {
        calls.push('issued');
        return Promise.resolve({ ...made });
      },
    });
    const given: IssueOptions = {
      read: () => Promise.resolve({ apiKey: 'k' }),
      keep: (_platform, values) => {
        calls.push(`kept ${Object.keys(values).join(' ')}`);
        return Promise.resolve();
      },
      connector: () => connector,
      hide: (secrets) => calls.push(`hidden ${[...secrets].join(' ')}`),
      dialogs,
    };
    return { given, calls };
  }

  it('says what it means, makes one, hides it and keeps it', async () => {
    const { given, calls } = options();
    assert.equal(await issueCredential(definition, given), true);
    assert.deepEqual(calls, ['asked It opens everything.', 'issued', 'hidden wk-1 ws-1', 'kept id secret']);
  });

  it('makes none without a yes, nor while what is saved cannot be read', async () => {
    const refused = options({ confirm: () => Promise.resolve(false) });
    assert.equal(await issueCredential(definition, refused.given), false);
    const locked = options();
    const read = () => Promise.reject(new Error('locked'));
    await assert.rejects(issueCredential(definition, { ...locked.given, read }), /locked/);
    assert.deepEqual([...refused.calls, ...locked.calls], []);
  });

  it('loses none that could not be saved', async () => {
    const { given } = options();
    const keep = () => Promise.reject(new PlatformError({ code: 'malformed', message: 'The disk is full.' }));
    await assert.rejects(issueCredential(definition, { ...given, keep }), /disk is full/);
    assert.deepEqual(JSON.parse(await vscode.env.clipboard.readText()), made);
  });
});

describe('which part of a log is wanted', () => {
  it('is asked with what comes from now on first', async () => {
    const never = () => Promise.reject(new Error('nothing is read before it is needed'));
    const request = await enter(askLog(view(), never, () => 0));
    assert.deepEqual(request, { query: {}, follow: true, labels: new Map() });
    assert.equal(await escape(askLog(view(), never, () => 0)), undefined);
  });
});
