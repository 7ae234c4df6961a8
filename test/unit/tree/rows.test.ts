import { strict as assert } from 'node:assert';
import { arrange, type Entry } from '../../../src/extension/tree/arrange.ts';
import { parseChoice, type TreeChoice } from '../../../src/extension/tree/choice.ts';
import { deploymentFacts, row } from '../../../src/extension/tree/rows.ts';
import { burnText, statistics } from '../../../src/extension/tree/statistics.ts';
import { tooltip } from '../../../src/extension/tree/tooltip.ts';
import type { DeploymentView } from '../../../src/extension/deployments/types.ts';
import { fleet, platform, view } from './builders.ts';

const leaf = (one: DeploymentView): Entry => ({ kind: 'deployment', id: '', view: one, children: [] });
const outline = (entries: Entry[]): unknown[] =>
  entries.map((entry) => {
    const { label } = row(entry);
    return entry.children.length > 0 ? [label, outline(entry.children)] : label;
  });
const some = fleet([
  view({ name: 'b' }),
  view({ name: 'a10' }),
  view({ name: 'a9' }),
  view({ name: 'm', platform: 'modal', status: 'failed' }),
]);
const arranged = (choice: Partial<TreeChoice>, matches = (_: DeploymentView) => true): unknown[] =>
  outline(arrange(some, { grouping: 'status', filter: {}, ...choice }, matches));

describe('the tree', () => {
  it('groups by status, then platform', () => {
    assert.deepEqual(arranged({}), [
      ['Active', [['Together AI', ['a9', 'a10', 'b']]]],
      ['Failed', [['Modal', ['m']]]],
    ]);
  });

  it('groups by platform, then status, or not at all', () => {
    assert.deepEqual(arranged({ grouping: 'platform' }), [
      ['Together AI', [['Active', ['a9', 'a10', 'b']]]],
      ['Modal', [['Failed', ['m']]]],
    ]);
    assert.deepEqual(arranged({ grouping: 'flat' }), ['a9', 'a10', 'b', 'm']);
    const [first] = arrange(some, { grouping: 'flat', filter: {} }, () => true);
    assert.equal(row(first!).description, '1/2 · $4.20/h · Llama 3.1 8B · Together AI');
  });

  it('says how many the filter hides', () => {
    const rows = arranged({ filter: { statuses: ['failed'] } }, ({ status }) => status === 'failed');
    assert.deepEqual(rows, [['Failed', [['Modal', ['m']]]], '3 hidden by the filter']);
  });

  it('keeps what was read when a platform has a problem, and says why and what to do', () => {
    const refused = {
      ...platform('together', 'Together AI'),
      problems: [{ code: 'unauthorized' as const, message: 'The key was refused.' }],
    };
    const [problem, ...rest] = arrange(
      fleet([view()], { platforms: [refused] }),
      { grouping: 'flat', filter: {} },
      () => true,
    );
    const { label, description, command } = row(problem!);
    assert.equal(label, 'Together AI: The key was refused.');
    assert.equal(description, 'click to update the key');
    assert.deepEqual(command, { id: 'slipway.connect', title: 'Update the Key', argument: 'together' });
    assert.equal(rest.length, 1);
  });

  it('says how to go on with the drafts of a platform that is not connected', () => {
    const away = { ...platform('together', 'Together AI'), connected: false };
    const [first] = arrange(
      fleet([view({ status: 'pending' })], { platforms: [away] }),
      { grouping: 'flat', filter: {} },
      () => true,
    );
    const { label, description, command } = row(first!);
    assert.deepEqual([label, description], ['Together AI is not connected.', 'click to connect']);
    assert.equal(command?.id, 'slipway.connect');
    const none = arrange(fleet([], { platforms: [away] }), { grouping: 'flat', filter: {} }, () => true);
    assert.deepEqual(none, []);
  });

  it('is empty when there is nothing, so that the welcome shows', () => {
    assert.deepEqual(
      arrange(fleet([]), { grouping: 'platform', filter: {} }, () => true),
      [],
    );
  });
});

describe('a row', () => {
  it('says replicas, what it costs now and the model', () => {
    assert.equal(row(leaf(view())).description, '1/2 · $4.20/h · Llama 3.1 8B');
    const two = view({ replicas: { ready: 2, max: 2 } });
    assert.equal(row(leaf(two)).description, '2/2 · $8.40/h · Llama 3.1 8B');
  });

  it('leaves out what is unknown and never says zero for it', () => {
    const { price: _price, ...priceless } = view({ replicas: {} });
    assert.equal(row(leaf(priceless)).description, 'Llama 3.1 8B');
    assert.equal(row(leaf(view({ replicas: { max: 3 } }))).description, 'max 3 · Llama 3.1 8B');
  });

  it('says that an active one gets no traffic', () => {
    assert.match(row(leaf(view({ trafficShare: 0 }))).description ?? '', /no traffic/);
    assert.doesNotMatch(row(leaf(view({ trafficShare: 0, status: 'stopped' }))).description ?? '', /traffic/);
  });

  it('shows an action under way instead, and offers no other', () => {
    const busy = view({ busy: { action: 'stop', step: 'Stopping…', since: 1 } });
    const drawn = row(leaf(busy));
    assert.equal(drawn.description, 'Stopping…');
    assert.deepEqual(drawn.icon, { id: 'loading~spin' });
    assert.match(drawn.accessibility, /Stopping…/);
    assert.doesNotMatch(drawn.contextValue, /testable|stoppable|updatable/);
  });

  it('is a set of facts that menus test', () => {
    assert.equal(
      deploymentFacts(view()),
      'deployment testable stoppable updatable hasUrl hasDashboard hasEvents active together',
    );
    const draft = { id: '1', platform: 'together' as const, spec: {} as never, createdAt: 1, updatedAt: 1 };
    assert.equal(deploymentFacts(view({ draft, status: 'pending' })), 'deployment draft');
  });

  it('is read out in full', () => {
    assert.equal(row(leaf(view())).accessibility, 'llama, Active, Llama 3.1 8B, 1 of 2 replicas, $4.20/h');
  });
});

describe('a tooltip', () => {
  it('tells status, price with its source and age, and the last error', () => {
    const text = tooltip(view({ error: 'Out of memory', trafficShare: 0.25 }), 61_000);
    for (const part of ['Active', 'READY', 'per replica', '1 min ago', '25%', 'Out of memory'])
      assert.ok(text.includes(part), `${part} in ${text}`);
  });

  it('lets nothing from a platform become markup', () => {
    const text = tooltip(view({ name: '[x](command:evil) <b>', error: '![i](https://x.test/a.png)' }), 2000);
    assert.doesNotMatch(text, /(?<!\\)\[|(?<!\\)</);
  });

  it('says unknown for a price that is not known', () => {
    const { price: _price, ...priceless } = view();
    assert.match(tooltip(priceless, 2000), /Price: unknown/);
  });
});

describe('the statistics', () => {
  it('say the total, and leave out what there is none of', () => {
    assert.equal(statistics(some), '3 of 4 active · 1 failed');
    assert.equal(statistics(fleet([view({ status: 'pending' })])), '0 of 1 active');
    assert.equal(statistics(fleet([])), '');
    const all = fleet([view(), view({ status: 'deploying' }), view({ status: 'stopped' })]);
    assert.equal(statistics(all), '1 of 3 active · 1 deploying');
  });

  it('say "at least" where a price is unknown', () => {
    const burn = (perHour: number, atLeast: boolean) =>
      burnText(fleet([view()], { burn: { perHour, atLeast } }));
    assert.equal(burn(4_200_000_000, false), '1 active · $4.20/h');
    assert.equal(burn(4_200_000_000, true), '1 active · ≥ $4.20/h');
    assert.equal(burn(0, true), '1 active · price unknown');
    assert.equal(burn(0, false), '1 active');
  });
});

describe('the remembered choice', () => {
  it('survives what an older or newer version wrote', () => {
    const initial = { grouping: 'status', filter: {} };
    for (const kept of [undefined, null, 7, 'flat', {}, { grouping: 'moon', filter: { statuses: 'x' } }])
      assert.deepEqual(parseChoice(kept), initial);
    assert.deepEqual(
      parseChoice({ grouping: 'flat', filter: { statuses: ['failed', 'odd'], text: ' a ' } }),
      {
        grouping: 'flat',
        filter: { statuses: ['failed'], text: 'a' },
      },
    );
  });
});
