import assert from 'node:assert/strict';
import { PlatformError } from '../../../src/connectors/errors.ts';
import { cleanTemp, tempFolder } from '../store/temp.ts';
import { Gate } from './fakeConnector.ts';
import { settle } from './manualClock.ts';
import { spec, world } from './world.ts';
import type { World } from './world.ts';

const unknownOutcome = { code: 'outcome-unknown', message: 'No answer came.' } as const;
const keys = ({ service }: World): string[] => service.fleet().deployments.map(({ key }) => key);

describe('A draft that is being sent', () => {
  afterEach(cleanTemp);

  /** A deploy that hangs after the platform has made the deployment, and a poll that sees it. */
  async function hanging(made = world(), arrives = true) {
    const { id } = made.service.saveDraft({ platform: 'together', spec: spec() });
    const gate = new Gate();
    made.connector.gates.set('deploy', gate);
    made.connector.createsAnyway = arrives;
    const shown: string[][] = [];
    made.service.changed(() => shown.push(keys(made)));
    const ended = made.service.deploy(id).catch((error: unknown) => error);
    await settle();
    await made.service.refresh();
    return { ...made, id, gate, ended, shown };
  }

  it('is one row from the first request to the last, whoever looks in between', async () => {
    const { service, id, gate, ended, shown } = await hanging();
    assert.equal(service.get(`draft:${id}`)?.busy?.action, 'deploy');
    gate.open();
    assert.equal(await ended, 'together:id-my-model');
    assert.deepEqual(new Set(shown.map(String)), new Set([`draft:${id}`, 'together:id-my-model']));
  });

  it('is the deployment where the answer got lost but a poll has seen it', async () => {
    const made = await hanging();
    made.connector.failures.set('deploy', unknownOutcome);
    made.gate.open();
    assert.equal(await made.ended, 'together:id-my-model');
    assert.deepEqual(keys(made), ['together:id-my-model']);
    assert.deepEqual(made.store.drafts(), []);
  });

  it('shows both again where the platform refused it after all', async () => {
    const made = await hanging();
    made.connector.failures.set('deploy', { code: 'invalid', message: 'No.' });
    made.gate.open();
    assert.ok((await made.ended) instanceof PlatformError);
    assert.deepEqual(keys(made).sort(), [`draft:${made.id}`, 'together:id-my-model']);
  });

  it('hides none that was there before, however young and like it in name', async () => {
    const first = world();
    first.connector.add('young', { name: 'my-model', createdAt: first.clock.now() });
    await first.service.refresh();
    const made = await hanging(first, false);
    assert.ok(made.service.get('together:young'));
    made.connector.failures.set('deploy', unknownOutcome);
    made.gate.open();
    assert.ok((await made.ended) instanceof PlatformError);
    assert.ok(made.service.draft(made.id), 'the young one is not what was sent');
  });

  it('is one row in another window too', async () => {
    const folder = tempFolder();
    const other = world(folder);
    const { id } = await hanging(world(folder));
    other.connector.add('id-my-model', { name: 'my-model', createdAt: other.clock.now() });
    await other.service.refresh();
    assert.deepEqual(keys(other), ['together:id-my-model']);
    assert.equal(other.service.get(`draft:${id}`), undefined);
  });
});

describe('A draft that was renamed while its outcome was open', () => {
  afterEach(cleanTemp);

  async function renamed() {
    const made = world();
    const { id } = made.service.saveDraft({ platform: 'together', spec: spec('first') });
    made.connector.failures.set('deploy', unknownOutcome);
    await assert.rejects(made.service.deploy(id));
    made.connector.failures.clear();
    made.service.saveDraft({ id, platform: 'together', spec: spec('second') });
    return { ...made, id };
  }

  it('is known by the name that was sent, and kept as what was typed since', async () => {
    const { service, connector, id, clock } = await renamed();
    connector.add('x', { name: 'first', createdAt: clock.now() });
    await service.refresh();
    const draft = service.draft(id);
    assert.equal(draft?.spec.name, 'second');
    assert.equal(draft.sentAt, undefined);
    assert.match(draft.problem?.message ?? '', /first exists/);
    await service.deploy(id);
    assert.ok(service.get('together:id-second'));
  });

  it('is not sent before somebody has read that there are two now', async () => {
    const { service, connector, id, clock } = await renamed();
    connector.add('x', { name: 'first', createdAt: clock.now() });
    await assert.rejects(service.deploy(id), { code: 'already-exists' });
    assert.equal(connector.count('deploy'), 1);
    assert.equal(await service.deploy(id), 'together:id-second');
  });

  it('is not taken for a deployment that has the new name by chance', async () => {
    const { service, connector, id, clock } = await renamed();
    connector.add('y', { name: 'second', createdAt: clock.now() });
    clock.skip(15_000);
    await service.refresh();
    assert.match(service.draft(id)?.problem?.message ?? '', /no deployment named first was found/);
  });
});
