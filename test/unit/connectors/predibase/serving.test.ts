import assert from 'node:assert/strict';
import { startLorax } from '../../../platforms/predibase/index.ts';
import type { LoraxSimulator } from '../../../platforms/predibase/index.ts';
import {
  closeBenches,
  collect,
  fails,
  hfToken,
  last,
  named,
  openBench,
  question,
  recording,
} from './bench.ts';

const id = named('support-prod');

describe('tests of a Predibase deployment', () => {
  let lorax: LoraxSimulator | undefined;
  afterEach(async () => {
    await closeBenches();
    await lorax?.close();
    lorax = undefined;
  });

  it('go to the serving host with the tenant, and to the adapter that is named', async () => {
    const bench = await openBench();
    const plain = last(await collect(bench.connector.invoke(id, question)));
    assert.ok(plain.type === 'done', JSON.stringify(plain));
    const events = await collect(bench.connector.invoke(id, { ...question, adapter: 'support/1' }));
    assert.equal(last(events).type, 'done', JSON.stringify(last(events)));
    const { tenant } = bench.sim.credentials;
    assert.ok(
      events[0]?.type === 'sent' && events[0].url.includes(`/${tenant}/deployments/v2/llms/support-prod/`),
    );
    const seen = bench.sim.control.seen('support-prod');
    assert.deepEqual(seen.at(-1)?.adapters, ['support/1']);
    assert.equal(seen.at(-1)?.source, 'pbase');
    assert.deepEqual(
      seen.flatMap(({ unknownFields }) => unknownFields),
      [],
    );
  });

  it('trap 9: never show the token, and carry it where it belongs', async () => {
    const bench = await openBench();
    const { apiToken } = bench.sim.credentials;
    const { fetch, sent } = recording();
    const connector = bench.again({ fetch });
    const events = await collect(connector.invoke(id, { ...question, adapter: 'support/1' }));
    assert.ok(!JSON.stringify(events).includes(apiToken));
    const row = await connector.get(id);
    for (const language of ['curl', 'python', 'typescript'] as const) {
      const code = connector.snippet(row, { ...question, adapter: 'support/1' }, language);
      assert.ok(!code.includes(apiToken) && !code.includes(hfToken));
      assert.ok(code.includes('PREDIBASE_API_TOKEN'));
      assert.ok(code.includes('/deployments/v2/llms/support-prod/'));
      assert.ok(!code.includes('/v1/v1'));
    }
    assert.ok(!JSON.stringify(sent).includes(hfToken), 'nothing here is fetched from Hugging Face');
    await collect(connector.invoke(id, { ...question, adapter: 'acme/lora', adapterSource: 'hub' }));
    const asked = JSON.parse(sent.at(-1)?.body ?? '{}') as Record<string, unknown>;
    assert.equal(asked['api_token'], hfToken, 'else the server would use the Predibase token there');
  });

  it('trap 9: give a LoRAX server the Predibase token for pbase adapters only, and never the other one', async () => {
    lorax = await startLorax();
    const bench = await openBench({}, { servers: [{ id: 'one', label: 'One', url: lorax.baseUrls.server }] });
    const { apiToken } = bench.sim.credentials;
    const { fetch, sent } = recording();
    const connector = bench.again({ fetch });
    const toLorax = () => JSON.stringify(sent.filter(({ url }) => url.startsWith(lorax!.baseUrls.server)));
    await connector.list({ fresh: true });
    await connector.testForm!('lorax/one');
    await collect(connector.invoke('lorax/one', question));
    for (const adapterSource of ['hub', 's3', 'local'])
      await collect(connector.invoke('lorax/one', { ...question, adapter: 'a/b', adapterSource }));
    assert.ok(sent.length > 5);
    assert.ok(!toLorax().includes(apiToken), 'the Predibase token went to a server that did not need it');
    await collect(
      connector.invoke('lorax/one', { ...question, adapter: 'support/1', adapterSource: 'pbase' }),
    );
    assert.ok(toLorax().includes(apiToken), 'there it is needed');
    assert.ok(!toLorax().includes(hfToken));
  });

  it('trap 13: wait for a deployment that was scaled to zero, however long it takes to come up', async () => {
    const bench = await openBench();
    const test = collect(bench.connector.invoke(named('nightly-batch'), question));
    await bench.arrived({ path: /llms\/nightly-batch/ });
    bench.sim.control.advance(10 * 60_000);
    assert.equal(last(await test).type, 'done');
    assert.equal(bench.sim.control.deployment('nightly-batch').currentReplicas, 1);
  });

  it('say that nobody is there when the serving host knows no such deployment', async () => {
    const bench = await openBench();
    for (const [connector, name] of [
      [bench.connector, 'nobody'],
      [
        bench.again({ credentials: { apiKey: bench.sim.credentials.apiToken, tenant: 'wrong' } }),
        'support-prod',
      ],
    ] as const) {
      const end = last(await collect(connector.invoke(named(name), question)));
      assert.ok(end.type === 'error', JSON.stringify(end));
      assert.equal(end.error.code, 'not-found');
      assert.match(`${end.error.message} ${end.error.hint ?? ''}`, /tenant/);
    }
  });

  it('trap 1: do not follow the serving host elsewhere', async () => {
    const bench = await openBench();
    await bench.connector.verify();
    bench.sim.control.addTrouble({ path: '/*/deployments/v2/llms/**', times: 9 }, 'redirect');
    const { fetch, sent } = recording();
    const end = last(await collect(bench.again({ fetch }).invoke(id, question)));
    assert.ok(end.type === 'error' && end.error.code === 'retired', JSON.stringify(end));
    assert.ok(sent.every(({ url }) => url.startsWith(bench.sim.baseUrls.gateway)));
  });

  it('end in an event, whatever is wrong with what they were asked', async () => {
    const bench = await openBench();
    const cases: [typeof bench.connector, string, string][] = [
      [bench.connector, 'nonsense', 'not-found'],
      [bench.connector, 'lorax/none', 'not-found'],
      [bench.again({ credentials: {} }), id, 'unsupported'],
      [bench.again({ baseUrls: { gateway: bench.sim.baseUrls.gateway } }), id, 'invalid'],
    ];
    for (const [connector, each, code] of cases) {
      const end = last(await collect(connector.invoke(each, question)));
      assert.ok(end.type === 'error', each);
      assert.equal(end.error.code, code, each);
    }
    assert.equal(
      last(await collect(bench.connector.invoke(id, question, AbortSignal.abort()))).type,
      'cancelled',
    );
  });

  it('offer the adapters of the same base, with what is to know about each, from Predibase first', async () => {
    const bench = await openBench();
    const form = await bench.connector.testForm!(id);
    const choices = form.adapters?.choices ?? [];
    assert.ok(choices.every(({ base, source }) => base === 'qwen3-8b' && source === 'pbase'));
    assert.ok(!choices.some((choice) => choice.id.startsWith('llama-tone/')));
    assert.match(choices.find((choice) => choice.id === 'support/3')?.note ?? '', /not done/);
    assert.equal(choices.find((choice) => choice.id === 'support/1')?.note, undefined);
    assert.equal(form.adapters?.sources[0]?.id, 'pbase');
    assert.equal(form.adapters.freeText, true);
    assert.deepEqual(await bench.connector.adapters(id), choices);
    assert.ok(!form.notes?.some((note) => /wakes/.test(note)));
  });

  it('trap 8: say that the same version uploaded anew may not be fetched again', async () => {
    const bench = await openBench();
    const form = await bench.connector.testForm!(id);
    assert.match(JSON.stringify(form.adapters?.sources), /use a new version/);
  });

  it('trap 2: name no other adapter where some are loaded at start, with the reason', async () => {
    const bench = await openBench();
    const { adapters } = await bench.connector.testForm!(named('sql-preloaded'));
    assert.deepEqual(
      adapters?.choices.map(({ id }) => id),
      ['sql/1'],
    );
    assert.equal(adapters.freeText, false);
    assert.match(adapters.no ?? '', /no memory for others/);
    bench.sent();
    await bench.connector.adapters(named('sql-preloaded'));
    assert.deepEqual(bench.sent(), ['GET /v2/deployments/sql-preloaded']);
  });

  it('say before that one wakes a deployment and starts billing', async () => {
    const bench = await openBench();
    const { notes } = await bench.connector.testForm!(named('nightly-batch'));
    assert.match(notes?.[0] ?? '', /wakes the deployment.*billing/);
  });

  it('are possible when the repositories cannot be read, which is said', async () => {
    const bench = await openBench();
    bench.sim.control.addTrouble({ path: '/v2/repos', times: 50 }, 'errorText');
    const form = await bench.connector.testForm!(id);
    assert.deepEqual(form.adapters?.choices, []);
    assert.match(form.notes?.[0] ?? '', /could not be read/);
    await fails('unavailable', bench.connector.adapters(id));
  });
});
