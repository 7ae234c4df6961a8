import assert from 'node:assert/strict';
import {
  answersPrompts,
  modelDetail,
  tokenPriceText,
} from '../../../src/extension/commands/serverlessText.ts';
import { isServerless } from '../../../src/extension/deployments/serverless.ts';
import { MetricsService } from '../../../src/extension/metrics/service.ts';
import { standingOf } from '../../../src/extension/panels/standing.ts';
import { closeBenches, openBench, question } from '../connectors/together/bench.ts';
import { cleanTemp } from '../store/temp.ts';
import { world } from './world.ts';

const key = 'together:serverless:openai/gpt-oss-20b';

describe('Testing a serverless model', () => {
  afterEach(cleanTemp);
  afterEach(() => closeBenches());

  /** The service of `world`, on the simulated Together AI. */
  async function simulated() {
    const bench = await openBench();
    const made = world();
    made.service.connect('together', bench.connector, { id: 'a', label: 'A', details: [] });
    await made.service.refresh();
    return { bench, ...made };
  }

  it('is offered with what it costs, for models that answer prompts', async () => {
    const { service } = await simulated();
    assert.deepEqual(
      service.serverless.platforms().map(({ id }) => id),
      ['together'],
    );
    const { items } = await service.serverless.list('together', {});
    const offered = items.filter(answersPrompts);
    assert.ok(!offered.some(({ id }) => id.includes('whisper')));
    const gpt = offered.find(({ id }) => id === 'openai/gpt-oss-20b')!;
    assert.equal(tokenPriceText(gpt), '$0.05 in, $0.20 out per 1M tokens');
    assert.equal(modelDetail(gpt), 'openai/gpt-oss-20b · 128K context');
    assert.equal(tokenPriceText(offered.find(({ id }) => id === 'Qwen/Qwen3.5-9B')!), 'price unknown');
    const { items: searched } = await service.serverless.list('together', { text: 'GPT-oss' });
    assert.deepEqual(
      searched.map(({ id }) => id),
      ['openai/gpt-oss-20b'],
    );
  });

  it('has a view that can only be tested, and is in no list, count or burn rate', async () => {
    const { service } = await simulated();
    const before = service.fleet();
    assert.equal(service.get(key), undefined);
    assert.equal(await service.serverless.open('together', 'openai/gpt-oss-20b'), key);
    const view = service.get(key)!;
    assert.equal(view.key, key);
    assert.equal(view.status, 'active');
    assert.equal(view.allowed.test, true);
    for (const action of ['stop', 'start', 'update', 'remove'] as const)
      assert.notEqual(view.allowed[action], true);
    assert.deepEqual(view.tokenPrice!.inputPerMillion, 50_000_000);
    await assert.rejects(service.stop(key), { code: 'invalid' });
    await assert.rejects(service.remove(key), { code: 'invalid' });
    await service.refresh();
    const after = service.fleet();
    assert.deepEqual(after.counts, before.counts);
    assert.deepEqual(after.burn, before.burn);
    assert.ok(!after.deployments.some((row) => isServerless(row.key)));
    assert.ok(service.get(key), 'still there after a reading of the account');
  });

  it('is recorded with the cost of its tokens, and measured by them', async () => {
    const { service, store, clock } = await simulated();
    await service.serverless.open('together', 'openai/gpt-oss-20b');
    const test = service.testing.test(key, question);
    for await (const _event of test);
    const { sample } = test.run!;
    assert.equal(sample.outcome, 'ok');
    const cost = Math.round((sample.usage!.input! * 50_000_000 + sample.usage!.output! * 200_000_000) / 1e6);
    assert.equal(sample.cost, cost);
    assert.equal(service.testing.tests(key).length, 1);
    const metrics = new MetricsService({ store, clock, deployments: service, pollSeconds: () => 5 });
    const window = { from: sample.sentAt - 60_000, to: sample.sentAt + 60_000 };
    const report = metrics.report(key, window);
    assert.equal(report.requests.ok, 1);
    assert.equal(report.cost.basis, 'tokens');
    assert.equal(report.cost.observed, cost);
    const { absent, problem } = await service.insight.report(key, window);
    assert.equal(problem, undefined);
    assert.match(absent!, /serverless/);
    assert.match(service.testing.snippet(key, question, 'curl'), /openai\/gpt-oss-20b/);
    assert.deepEqual((await service.testing.form(key)).inputs, []);
  });

  it('comes back in a panel after a reload, and says when it is gone', async () => {
    const { service } = await simulated();
    assert.equal(standingOf(service, key).state, 'good', 'not taken for a deployment that was deleted');
    const view = await service.serverless.read(key);
    assert.equal(view!.key, key);
    assert.equal(await service.serverless.read('together:ep_1/dep_1'), undefined, 'nothing for a deployment');
    await assert.rejects(service.serverless.read('together:serverless:no/such'), /does not list/);
    service.disconnect('together');
    assert.equal(service.get(key), undefined, 'not kept for another account');
    await assert.rejects(service.serverless.read(key), { code: 'unauthorized' });
  });
});
