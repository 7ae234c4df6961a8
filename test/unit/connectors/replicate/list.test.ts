import assert from 'node:assert/strict';
import { replicate } from '../../../../src/connectors/replicate/definition.ts';
import { mayCarryToken } from '../../../../src/connectors/replicate/origins.ts';
import {
  addressOf,
  chat,
  closeBenches,
  collect,
  fails,
  images,
  openBench,
  question,
  retired,
} from './bench.ts';

describe('Replicate connector: listing', () => {
  afterEach(closeBenches);

  it('says who the token belongs to', async () => {
    const { connector, sim, again } = await openBench();
    const account = await connector.verify();
    assert.equal(account.id, 'acme');
    assert.equal(account.label, 'Acme Corp, Inc. (acme)');
    assert.deepEqual(account.details[0], { label: 'Organization', value: 'acme' });
    const person = await again({ credentials: { token: sim.credentials.otherToken } }).verify();
    assert.equal(person.details[0]?.label, 'User');
  });

  it('tells a refused token, and that a CLI token is another kind', async () => {
    const { again } = await openBench();
    const error = await fails('unauthorized', again({ credentials: { token: 'r8_wrong' } }).verify());
    assert.match(error.data.hint ?? '', /CLI token/);
    assert.ok(error.data.requestId, 'Cloudflare’s ray is kept for support');
    const [field] = replicate.credentials;
    assert.equal(field?.env, 'REPLICATE_API_TOKEN');
    assert.equal(field.validate?.('r8_abc'), undefined);
    assert.match(field.validate?.('r8 abc') ?? '', /spaces/);
  });

  it('shows bounds, hardware and price, but never instances that nobody reports', async () => {
    const { connector } = await openBench();
    const { deployments, complete } = await connector.list();
    assert.equal(complete, true);
    const row = deployments.find(({ id }) => id === chat)!;
    assert.deepEqual(row.replicas, { min: 1, max: 3 });
    assert.equal(row.instanceType?.label, 'Nvidia A100 (80GB) GPU');
    assert.equal(row.price?.perReplicaHour, 5_040_000_000);
    assert.equal(row.price.source.kind, 'bundled');
    assert.equal(row.detail.inferred, true);
    assert.equal(row.detail.word, '', 'Replicate has no word of its own');
    assert.equal(row.dashboardUrl, 'https://replicate.com/deployments/acme/chat-prod');
    assert.match(row.endpoint?.url ?? '', /\/v1\/deployments\/acme\/chat-prod\/predictions$/);
    assert.equal(row.createdAt, undefined, 'the time of release 4 is not that of the deployment');
    const stopped = deployments.find(({ id }) => id === retired)!;
    assert.equal(stopped.status, 'stopped');
    assert.equal(stopped.allowed.start, true);
  });

  it('goes on reading predictions after the clock was set back', async () => {
    const { sim, again, sent } = await openBench();
    let back = 0;
    const sleep = () => Promise.resolve();
    const now = () => sim.control.now() - back;
    const connector = again({ clock: { now, monotonic: () => performance.now(), sleep } });
    await connector.list();
    back = 60 * 60_000;
    sent();
    await connector.list();
    assert.equal(sent({ path: '/v1/predictions' }).length, 1);
  });

  it('does not follow a list that never ends', async () => {
    const { again } = await openBench();
    let pages = 0;
    const connector = again({
      fetch: (input, init) => {
        if (!addressOf(input).includes('/deployments')) return globalThis.fetch(input, init);
        const next = `https://api.replicate.com/v1/deployments?cursor=${++pages}`;
        return Promise.resolve(Response.json({ next, results: [{ owner: 'acme', name: `a-${pages}` }] }));
      },
    });
    const { deployments, complete, problems } = await connector.list();
    assert.equal(complete, false);
    assert.equal(deployments.length, 200);
    assert.match(problems[0]?.message ?? '', /does not end/);
  });

  it('takes the person’s own price before the table, and none for hardware that neither knows', async () => {
    const { sim, again } = await openBench();
    sim.control.setHardware('acme', ['cpu', 'gpu-b300']);
    sim.control.changeOutside(images, { hardware: 'gpu-b300' });
    const connector = again({ prices: { cpu: { perHour: 300_000_000 } } });
    const { deployments } = await connector.list();
    assert.equal(deployments.find(({ id }) => id === images)?.price, undefined);
    const types = await connector.hardware();
    assert.deepEqual(types.find(({ id }) => id === 'cpu')?.price, {
      perReplicaHour: 300_000_000,
      source: { kind: 'user' },
    });
    assert.equal(types.find(({ id }) => id === 'gpu-b300')?.price, undefined, 'unknown is not 0');
  });

  for (const lastNext of ['null', 'word', 'absent'] as const)
    it(`follows http links on its own base URL, to the last page told by ${lastNext} (trap 7)`, async () => {
      const { connector, sim, sent } = await openBench({
        modes: { nextLinks: 'http', lastNext, pageSize: 2 },
      });
      const { deployments } = await connector.list();
      assert.equal(deployments.length, 5);
      const pages = sent({ path: '/v1/deployments' });
      assert.equal(pages.length, 3);
      assert.ok(pages[1]?.includes('cursor='), 'the cursor of the link is taken');
      assert.equal(sim.control.deployment(chat).name, 'chat-prod');
    });

  it('lists more than a thousand deployments, each once', async () => {
    const { connector, sim } = await openBench();
    sim.control.fillDeployments(1100);
    const { deployments } = await connector.list();
    assert.equal(deployments.length, 1105);
    assert.equal(new Set(deployments.map(({ id }) => id)).size, 1105);
  });

  it('stops at a cursor that comes again', async () => {
    const { connector, sim, sent } = await openBench();
    const row = { owner: 'acme', name: 'one', current_release: null };
    const body = { next: 'http://api.replicate.com/v1/deployments?cursor=same', results: [row] };
    sim.control.addFault({
      path: '/v1/deployments',
      times: 50,
      fault: { kind: 'status', status: 200, body },
    });
    const { deployments } = await connector.list();
    assert.deepEqual(
      deployments.map(({ id }) => id),
      ['acme/one'],
    );
    assert.equal(sent({ path: '/v1/deployments' }).length, 2);
  });

  it('asks for two things in the steady state, and for no single deployment', async () => {
    const { connector, sim, sent } = await openBench();
    sim.control.fillDeployments(90);
    await connector.list();
    sent();
    for (let poll = 0; poll < 3; poll++) await connector.list();
    const asked = sent();
    assert.equal(asked.length, 6);
    assert.ok(
      asked.every((line) => /^GET \/v1\/(deployments|predictions\?created_after=)/.test(line)),
      asked.join(),
    );
  });

  it('reads at most three pages of predictions for all deployments together', async () => {
    const { connector, sim, sent } = await openBench({ modes: { pageSize: 1 } });
    for (let count = 0; count < 6; count++) sim.control.runOutside(images, { prompt: 'x' });
    await connector.list({ fresh: true });
    assert.equal(sent({ path: '/v1/predictions' }).length, 3);
  });

  it('keeps its rows when predictions cannot be listed, and says what the statuses rest on', async () => {
    const { connector, sim } = await openBench();
    sim.control.addFault({
      path: '/v1/predictions',
      times: 10,
      fault: { kind: 'status', status: 403, body: { detail: 'No.' } },
    });
    const { deployments, problems, complete } = await connector.list();
    assert.equal(deployments.length, 5);
    assert.equal(complete, true);
    assert.match(problems[0]?.message ?? '', /^Statuses rest on settings only/);
  });

  for (const deploymentDetail of ['noAuthor', 'noRelease'] as const)
    it(`lists deployments whose answers lack things: ${deploymentDetail}`, async () => {
      const { connector } = await openBench({ modes: { deploymentDetail } });
      const { deployments } = await connector.list();
      assert.equal(deployments.length, 5);
      if (deploymentDetail === 'noRelease')
        assert.ok(
          deployments.every(({ status, replicas }) => status === 'deploying' && replicas.max === undefined),
        );
    });

  for (const deploymentField of ['name', 'full', 'absent'] as const)
    it(`sees its own runs as evidence when predictions name deployments so: ${deploymentField}`, async () => {
      const { connector } = await openBench({ modes: { deploymentField } });
      await collect(connector.invoke(chat, question));
      const { deployments } = await connector.list();
      const { status, detail } = deployments.find(({ id }) => id === chat)!;
      assert.equal(status, 'active');
      assert.match(detail.notes?.[0] ?? '', /^A run was served at \d\d:\d\d$/);
    });

  it('sees a cold boot that somebody else’s run waits for', async () => {
    const { connector, sim } = await openBench({ timings: { bootMs: 40 * 60_000 } });
    sim.control.runOutside(images, { prompt: 'x' });
    sim.control.advance(30_000);
    const status = async () => (await connector.list()).deployments.find(({ id }) => id === images)!;
    assert.equal((await status()).status, 'deploying');
    sim.control.advance(20 * 60_000);
    const late = await status();
    assert.equal(late.status, 'deploying', 'never a failure by age alone');
    assert.ok(late.detail.notes?.some((note) => note.includes('more than 15 minutes')));
  });

  it('tells what is gone', async () => {
    const { connector, sim } = await openBench();
    sim.control.removeOutside(images);
    await fails('not-found', connector.get(images));
    await fails('not-found', connector.get('nonsense'));
  });
});

describe('Replicate connector: where the token may go', () => {
  it('is the configured origin, and https on replicate.com alone', () => {
    const base = 'http://127.0.0.1:1234/v1';
    const good = [
      'http://127.0.0.1:1234/v1/x',
      'https://api.replicate.com/v1',
      'https://stream.replicate.com/v1/s',
    ];
    for (const url of good) assert.equal(mayCarryToken(url, base), true, url);
    for (const url of [
      'http://api.replicate.com/v1/deployments?cursor=x',
      'http://127.0.0.1:1235/v1',
      'https://127.0.0.1:1234/v1',
      'https://replicate.delivery/x',
      'https://pbxt.replicate.delivery/x',
      'https://streaming-api.svc.us.c.replicate.net/v1/streams/x',
      'https://replicate.com.evil.example/',
      'https://evilreplicate.com/',
      'https://api.replicate.com:8443/',
      'nonsense',
    ])
      assert.equal(mayCarryToken(url, base), false, url);
  });
});
