import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import type { ErrorCode } from '../../../src/connectors/errors.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { Gate } from './fakeConnector.ts';
import { ManualClock, settle } from './manualClock.ts';
import { spec, world } from './world.ts';

const codes: ErrorCode[] = [
  ...(['unauthorized', 'forbidden', 'payment-required', 'already-exists', 'conflict', 'invalid'] as const),
  ...(['quota-exceeded', 'no-capacity', 'rate-limited', 'unavailable', 'network', 'timeout'] as const),
  ...(['malformed', 'outcome-unknown', 'cancelled'] as const),
];

describe('Drafts', () => {
  afterEach(cleanTemp);

  it('are rows with the status pending, here and after a restart', () => {
    const folder = tempFolder();
    const first = world(folder);
    const draft = first.service.saveDraft({ platform: 'together', spec: spec() });
    const row = first.service.get(`draft:${draft.id}`);
    assert.equal(row?.status, 'pending');
    assert.deepEqual(row.draft, draft);
    assert.equal(first.service.fleet().counts.pending, 1);
    const again = world(folder).service;
    assert.deepEqual(again.get(`draft:${draft.id}`)?.draft, draft);
    assert.deepEqual(again.fleet().deployments.length, 1);
  });

  it('become a deployment: one row goes, one comes, with its notes', async () => {
    const { service, connector, store } = world();
    const config = { minReplicas: 1, description: 'Mine', tags: ['t'] };
    const { id } = service.saveDraft({ platform: 'together', spec: spec('my-model', { config }) });
    const steps: string[] = [];
    const key = await service.deploy(id, { progress: (step) => steps.push(step) });
    assert.equal(key, 'together:id-my-model');
    assert.deepEqual(steps, ['Creating it…']);
    assert.deepEqual(
      service.fleet().deployments.map((view) => [view.key, view.status, view.busy]),
      [[key, 'deploying', undefined]],
    );
    assert.deepEqual(service.get(key)?.notes, { description: 'Mine', tags: ['t'] });
    assert.deepEqual(store.drafts(), []);
    assert.equal(connector.count('deploy'), 1);
    await service.refresh();
    assert.equal(service.fleet().deployments.length, 1);
  });

  it('that are gone do not come back when a page that still holds one saves it', () => {
    const { service } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    service.discardDraft(id);
    const again = () => service.saveDraft({ id, platform: 'together', spec: spec() });
    assert.throws(again, { code: 'not-found' });
    assert.deepEqual(service.fleet().deployments, []);
  });

  it('are sent once, however often the button is pressed', async () => {
    const { service, connector } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    const gate = new Gate();
    connector.gates.set('deploy', gate);
    const first = service.deploy(id);
    await assert.rejects(service.deploy(id), { code: 'conflict' });
    assert.throws(() => service.discardDraft(id), { code: 'conflict' });
    assert.throws(() => service.saveDraft({ id, platform: 'together', spec: spec() }), { code: 'conflict' });
    gate.open();
    await first;
    await assert.rejects(service.deploy(id), { code: 'not-found' });
    assert.equal(connector.count('deploy'), 1);
  });

  it('with a name that the platform refuses are not sent', async () => {
    const { service, connector } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec('Bad Name') });
    await assert.rejects(service.deploy(id), (error: PlatformError) => error.data.field === 'name');
    assert.equal(connector.count('deploy'), 0);
    assert.match(service.get(`draft:${id}`)?.error ?? '', /lower-case/);
    const fixed = service.saveDraft({ id, platform: 'together', spec: spec('good') });
    assert.equal(fixed.problem, undefined);
  });

  it('need a connected platform, and are kept without one', async () => {
    const { service } = world();
    service.disconnect('together');
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    await assert.rejects(service.deploy(id), { code: 'unauthorized' });
    assert.equal(service.draft(id)?.problem?.code, 'unauthorized');
  });

  it('that lost a secret on disk are not deployed with a mask in its place', async () => {
    const folder = tempFolder();
    const config = { environment: { HF_TOKEN: 'hf_abcdefghijklmnop' } };
    const first = world(folder);
    const { id } = first.service.saveDraft({ platform: 'together', spec: spec('m', { config }) });
    const again = world(folder);
    await assert.rejects(again.service.deploy(id), /HF_TOKEN was not kept/);
    assert.equal(again.connector.count('deploy'), 0);
    await first.service.deploy(id);
  });

  it('whose outcome is unknown become the deployment when a list shows it', async () => {
    const { service, connector, clock } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.failures.set('deploy', { code: 'outcome-unknown', message: 'No answer came.' });
    await assert.rejects(service.deploy(id), { code: 'outcome-unknown' });
    assert.equal(service.get(`draft:${id}`)?.status, 'pending');
    assert.equal(service.readable()[0]?.underway, true, 'look soon');
    connector.add('x', { name: 'elsewhere', group: 'project/my-model', createdAt: clock.now() });
    await service.refresh();
    assert.equal(service.draft(id), undefined);
    assert.ok(service.get('together:x'));
  });

  it('whose outcome is unknown stay, and say so, when no list shows it', async () => {
    const { service, connector, clock } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.failures.set('deploy', { code: 'outcome-unknown', message: 'No answer came.' });
    await assert.rejects(service.deploy(id));
    await service.refresh();
    assert.notEqual(service.draft(id)?.sentAt, undefined, 'too early to tell');
    clock.skip(15_000);
    await service.refresh();
    assert.equal(service.draft(id)?.sentAt, undefined);
    assert.match(service.draft(id)?.problem?.message ?? '', /no deployment named my-model was found/);
    assert.equal(service.readable()[0]?.underway, false);
  });

  it('are looked for before they are sent again', async () => {
    const { service, connector } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.createsAnyway = true;
    connector.failures.set('deploy', { code: 'outcome-unknown', message: 'No answer came.' });
    await assert.rejects(service.deploy(id));
    connector.failures.clear();
    assert.equal(await service.deploy(id), 'together:id-my-model');
    assert.equal(connector.count('deploy'), 1);
    assert.equal(service.draft(id), undefined);
  });

  it('are not sent again where nobody can say what became of the last time', async () => {
    const { service, connector } = world();
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.failures.set('deploy', { code: 'outcome-unknown', message: 'No answer came.' });
    await assert.rejects(service.deploy(id));
    connector.failures.clear();
    connector.failures.set('list', { code: 'network', message: 'No connection.' });
    await assert.rejects(service.deploy(id), { code: 'network' });
    assert.equal(connector.count('deploy'), 1);
    assert.notEqual(service.draft(id)?.sentAt, undefined);
  });

  it('of a window that crashed while sending are settled by the next one', async () => {
    const folder = tempFolder();
    const clock = new ManualClock();
    const crashed = world(folder, clock);
    const save = (name: string) => crashed.service.saveDraft({ platform: 'together', spec: spec(name) });
    const [made, lost] = [save('made'), save('lost')];
    crashed.connector.gates.set('deploy', new Gate());
    for (const { id } of [made, lost]) void crashed.service.deploy(id).catch(() => undefined);
    await settle();

    const next = world(folder, clock);
    next.connector.add('m', { name: 'made', createdAt: clock.now() });
    await next.service.refresh();
    assert.equal(next.service.draft(made.id), undefined);
    await assert.rejects(next.service.deploy(lost.id), /moments ago/);
    clock.skip(131_000);
    await next.service.refresh();
    assert.match(next.service.get(`draft:${lost.id}`)?.error ?? '', /no deployment named lost/);
    await next.service.deploy(lost.id);
    assert.equal(next.connector.count('deploy'), 1);
    crashed.service.dispose();
  });

  it('are not taken for an older deployment of the same name', async () => {
    const { service, connector, clock } = world();
    connector.add('old', { name: 'my-model', createdAt: clock.now() - 3600_000 });
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    connector.failures.set('deploy', { code: 'outcome-unknown', message: 'No answer came.' });
    await assert.rejects(service.deploy(id));
    await service.refresh();
    assert.ok(service.draft(id));
  });

  it('follow what another window does to them', async () => {
    const folder = tempFolder();
    const [mine, other] = [world(folder), world(folder)];
    const { id } = mine.service.saveDraft({ platform: 'together', spec: spec() });
    other.service.fleet();
    await mine.service.refresh();
    other.clock.skip(1000);
    other.service.saveDraft({ id, platform: 'together', spec: spec('renamed') });
    other.service.setNotes('together:x', { description: 'theirs' });
    await mine.service.refresh();
    assert.equal(mine.service.get(`draft:${id}`)?.name, 'renamed');
    other.service.discardDraft(id);
    await mine.service.refresh();
    assert.equal(mine.service.get(`draft:${id}`), undefined);
  });

  it('go into the new history when the old one is damaged', async () => {
    const folder = tempFolder();
    const { service, store } = world(folder);
    const { id } = service.saveDraft({ platform: 'together', spec: spec() });
    service.setNotes('together:x', { description: 'kept' });
    service.fleet();
    const path = join(folder, 'slipway.db');
    const db = new DatabaseSync(path);
    db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    db.close();
    writeFileSync(path, Buffer.alloc(statSync(path).size, 7));
    await service.refresh();
    service.setNotes('together:y', { description: 'new' });
    assert.equal(store.problem?.code, 'malformed');
    const again = world(folder);
    assert.deepEqual(again.service.draft(id)?.spec, spec());
    assert.deepEqual([...again.store.notes().keys()].sort(), ['together:x', 'together:y']);
  });

  it('are never lost: each is on disk, or the platform has it, after any history of failures', async () => {
    const attempt = fc.record({
      failure: fc.option(fc.constantFrom(...codes), { nil: undefined }),
      createsAnyway: fc.boolean(),
      listFails: fc.boolean(),
      restart: fc.boolean(),
      later: fc.nat(200_000),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(attempt, { minLength: 1, maxLength: 6 }), async (attempts) => {
        const folder = tempFolder();
        const clock = new ManualClock();
        let now = world(folder, clock);
        const { connector } = now;
        const { id } = now.service.saveDraft({ platform: 'together', spec: spec() });
        for (const { failure, createsAnyway, listFails, restart, later } of attempts) {
          connector.failures.clear();
          if (failure) connector.failures.set('deploy', { code: failure, message: 'x' });
          if (listFails) connector.failures.set('list', { code: 'network', message: 'x' });
          // A create that went through is only ever answered with silence.
          connector.createsAnyway = failure === 'outcome-unknown' && createsAnyway;
          await now.service.deploy(id).catch((error: unknown) => assert.ok(error instanceof PlatformError));
          if (restart) {
            now.store.dispose();
            now = world(folder, clock);
            now.service.connect('together', connector);
          }
          clock.skip(later);
          await now.service.refresh();
          const exists = connector.deployments.size > 0;
          const kept = now.service.draft(id);
          assert.ok(kept || exists, 'lost');
          assert.ok(connector.deployments.size <= 1, 'made twice');
          if (kept) assert.deepEqual(kept.spec, spec());
          if (exists && !listFails) assert.equal(kept, undefined, 'the row and its draft');
        }
        assert.equal(connector.calls.filter((call) => call.startsWith('deploy')).length >= 1, true);
      }),
      { numRuns: 80 },
    );
  }).timeout(30_000);
});
