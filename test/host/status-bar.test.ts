import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Dialogs, Question } from '../../src/extension/dialogs.ts';
import { connectSimulator, slipway, until } from './kit.ts';

describe('the status bar', () => {
  let disconnect: () => Promise<void>;
  let before_: Dialogs;
  const asked: Question[] = [];

  before(async () => {
    ({ disconnect } = await connectSimulator());
    const { app } = await slipway();
    before_ = app.dialogs;
    app.dialogs = {
      ...before_,
      confirm: (question) => {
        asked.push(question);
        return Promise.resolve(false);
      },
    };
  });
  after(async () => {
    const { app } = await slipway();
    app.dialogs = before_;
    await disconnect();
  });

  it('tells more when one points at it: what is spent, what costs most', async () => {
    const { app } = await slipway();
    const told = await until('today is added up', () =>
      app.statusBar.tooltip?.includes('Today: ') ? app.statusBar.tooltip : undefined,
    );
    assert.match(told, /^\*\*Slipway\*\* — \d+ active · [^]*of \d+ active[^]*Costliest now/);
  });

  it('has links that ask before they stop anything', async () => {
    const { app } = await slipway();
    const link = /\(command:(?<command>[\w.]+)\?(?<args>[^)]+)\)/.exec(app.statusBar.tooltip ?? '')?.groups;
    assert.ok(link?.['command'] && link['args']);
    assert.equal(link['command'], 'slipway.stop');
    const [key] = JSON.parse(decodeURIComponent(link['args'])) as [string];
    const view = app.service.get(key);
    assert.ok(view);
    await vscode.commands.executeCommand(link['command'], key);
    assert.match(asked.at(-1)?.message ?? '', /^Stop /);
    assert.ok(asked.at(-1)?.message.includes(view.name));
    assert.equal(app.service.get(key)?.busy, undefined);
  });
});
