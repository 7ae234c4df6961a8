import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Question } from '../../src/extension/dialogs.ts';
import { connectSimulator, slipway, until } from './kit.ts';

describe('a deployment, from draft to deletion', () => {
  let disconnect: () => Promise<void>;
  const asked: Question[] = [];
  let answer = true;
  let key = '';

  before(async () => {
    ({ disconnect } = await connectSimulator());
    const { app } = await slipway();
    app.dialogs = {
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(answer);
      },
      choose: () => Promise.resolve(undefined),
      inform: () => undefined,
      offer: () => Promise.resolve(false),
      mention: () => undefined,
    };
  });
  after(() => disconnect());

  const settled = async (status: string) => {
    const { api, app } = await slipway();
    return until(`it is ${status}`, async () => {
      await app.service.refresh();
      const view = await api.getDeployment(key);
      return view?.status === status && !view.busy ? view : undefined;
    });
  };

  it('keeps a draft and sends nothing', async () => {
    const { api, app } = await slipway();
    const [model] = (await app.service.catalog.models('together', { scope: 'catalogue' })).items;
    assert.ok(model);
    const [variant] = await app.service.catalog.variants('together', model);
    assert.ok(variant);
    const draft = await api.createDeployment('together', {
      name: 'host-suite',
      model,
      variant: variant.id,
      config: { minReplicas: 1, maxReplicas: 2 },
    });
    assert.equal(draft.status, 'pending');
    key = draft.key;
    assert.deepEqual(
      (await api.listDeployments({ statuses: ['pending'] })).map((one) => one.key),
      [key],
    );
  });

  it('is not deployed without a yes', async () => {
    const { api } = await slipway();
    answer = false;
    await assert.rejects(api.deploy(key), { data: { code: 'cancelled', message: 'Cancelled.' } });
    assert.match(asked.at(-1)?.message ?? '', /Deploy "host-suite"/);
    assert.match(asked.at(-1)?.detail ?? '', /\$\d/);
    assert.equal((await api.getDeployment(key))?.status, 'pending');
    answer = true;
  });

  it('becomes active and answers a test, which the metrics count', async () => {
    const { api } = await slipway();
    key = await api.deploy(key, { confirmed: true });
    await settled('active');
    const events: string[] = [];
    const run = await until('it answers', async () => {
      const tried = await api.testEndpoint(
        key,
        { prompt: 'Say hello', stream: true, maxTokens: 20 },
        { onEvent: ({ type }) => events.push(type) },
      );
      return tried.sample.outcome === 'ok' ? tried : undefined;
    });
    assert.ok(run.text.length > 0);
    assert.equal(events.at(-1), 'done');
    const { slipway: report } = await api.getUsageMetrics(key);
    assert.equal(report.requests.ok, 1);
    assert.equal(report.tokens.output, run.sample.usage?.output);
  });

  it('copies its URL, and code without the key', async () => {
    const { app } = await slipway();
    await vscode.commands.executeCommand('slipway.copyUrl', key);
    assert.equal(await vscode.env.clipboard.readText(), app.service.get(key)?.endpoint?.url);
    for (const language of ['curl', 'python', 'typescript']) {
      await vscode.commands.executeCommand('slipway.copyCode', key, language);
      const code = await vscode.env.clipboard.readText();
      assert.match(code, /TOGETHER_API_KEY/);
      assert.match(code, /Say hello/);
    }
  });

  it('shows its events in an editor that cannot be typed into', async () => {
    await vscode.commands.executeCommand('slipway.showEvents', key);
    const document = await until('the page is open', () =>
      vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'slipway-events'),
    );
    assert.match(document.getText(), /\d{4}-\d\d-\d\dT.* \[\w+\] \S+/);
  });

  it('asks before it stops, starts and deletes', async () => {
    const { app } = await slipway();
    for (const [command, verb, status] of [
      ['slipway.stop', 'Stop', 'stopped'],
      ['slipway.start', 'Start', 'active'],
      ['slipway.stop', 'Stop', 'stopped'],
    ] as const) {
      answer = false;
      const before = app.service.get(key)?.status;
      await vscode.commands.executeCommand(command, key);
      assert.equal(app.service.get(key)?.status, before);
      answer = true;
      await vscode.commands.executeCommand(command, { key });
      assert.match(asked.at(-1)?.message ?? '', new RegExp(`^${verb} "`));
      await settled(status);
    }
    await vscode.commands.executeCommand('slipway.delete', key);
    assert.match(asked.at(-1)?.message ?? '', /^Delete "/);
    await until('it is gone', async () => {
      await app.service.refresh();
      return app.service.get(key) === undefined;
    });
  });
});
