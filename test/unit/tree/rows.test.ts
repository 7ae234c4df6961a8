import { strict as assert } from 'node:assert';
import { arrange, type Entry } from '../../../src/extension/tree/arrange.ts';
import { parseChoice, type TreeChoice } from '../../../src/extension/tree/choice.ts';
import { deploymentFacts, row } from '../../../src/extension/tree/rows.ts';
import { burnText, statistics } from '../../../src/extension/tree/statistics.ts';
import { partTooltip, tooltip } from '../../../src/extension/tree/tooltip.ts';
import { burnRate } from '../../../src/extension/deployments/views.ts';
import type { DeploymentView } from '../../../src/extension/deployments/types.ts';
import { fleet, platform, view } from './builders.ts';

const leaf = (one: DeploymentView): Entry => ({
  ...{ kind: 'deployment', id: '', view: one, platformName: 'Together AI', children: [] },
});
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

  it('names the filter, above all where it hides everything, and clears it at a click', () => {
    const choice: TreeChoice = {
      grouping: 'flat',
      filter: { statuses: ['failed', 'pending'], platforms: ['modal'], text: 'llama' },
    };
    const shownBy = (matches: boolean) => arrange(some, choice, () => matches).map((entry) => row(entry));
    const [all, ...none] = shownBy(false);
    assert.deepEqual(none, []);
    assert.equal(all?.label, 'No deployment matches the filter');
    assert.equal(all.description, 'Failed, Drafts · Modal · “llama” · click to clear');
    assert.match(all.accessibility, /Failed, Drafts · Modal · “llama”\. Activate to clear the filter/);
    assert.equal(all.command?.id, 'slipway.clearFilter');
    assert.ok(shownBy(true).every(({ label }) => !label.includes('filter')));
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
      'deployment testable stoppable updatable hasUrl hasDashboard hasEvents hasReleases active together',
    );
    const draft = { id: '1', platform: 'together' as const, spec: {} as never, createdAt: 1, updatedAt: 1 };
    assert.equal(deploymentFacts(view({ draft, status: 'pending' })), 'deployment draft');
  });

  it('is read out in full', () => {
    assert.equal(row(leaf(view())).accessibility, 'llama, Active, Llama 3.1 8B, 1 of 2 replicas, $4.20/h');
  });
});

describe('what a platform does not report', () => {
  const guessed = view({
    platform: 'replicate',
    detail: { word: '', inferred: true },
    replicas: { min: 1, max: 2, ready: 1, readyInferred: true },
  });

  it('is told apart on the row, read out and in the tooltip', () => {
    const drawn = row(leaf(guessed));
    assert.equal(drawn.description, '~1/2 · ~$4.20/h · inferred · Llama 3.1 8B');
    assert.equal(
      drawn.accessibility,
      'llama, Active (inferred), Llama 3.1 8B, 1 of 2 replicas inferred, about $4.20/h',
    );
    const text = tooltip(guessed, 2000, 'Replicate');
    assert.match(text, /inferred, not reported by Replicate/);
    assert.match(text, /1 ready \\\(inferred\\\)/);
  });

  it('is not said to be unreported where the platform has a word, which is quoted', () => {
    const standby = view({ platform: 'predibase', detail: { word: 'standby', inferred: true } });
    const text = tooltip(standby, 2000, 'Predibase');
    assert.match(text, /Active \\\(inferred from “standby”\\\)/);
    assert.doesNotMatch(text, /not reported/);
  });

  it('costs at least what is kept running, where the replicas are not known', () => {
    assert.equal(
      row(leaf(view({ replicas: { min: 2, max: 3 } }))).description,
      'max 3 · ≥ $8.40/h · Llama 3.1 8B',
    );
    assert.doesNotMatch(row(leaf(view({ replicas: { min: 0, max: 3 } }))).description ?? '', /\$/);
    assert.doesNotMatch(row(leaf(view({ replicas: { min: 2 }, status: 'stopped' }))).description ?? '', /\$/);
    const { perHour, atLeast } = burnRate([view({ replicas: { min: 2 } }), view()]);
    assert.deepEqual([perHour, atLeast], [3 * 4_200_000_000, true]);
    const stopped = burnRate([view({ replicas: { min: 2 }, status: 'stopped' })]);
    assert.deepEqual(stopped, { perHour: 0, atLeast: false });
  });
});

describe('a server that a person registered', () => {
  const server = view({
    ...{ platform: 'predibase', registered: true, origin: { id: 'lorax', label: 'LoRAX server' } },
  });

  it('has an icon and words of its own, and is removed from the list and not deleted', () => {
    const drawn = row(leaf(server));
    assert.deepEqual(drawn.icon, { id: 'server', color: 'testing.iconPassed' });
    assert.match(drawn.description ?? '', /LoRAX server/);
    assert.match(drawn.accessibility, /LoRAX server/);
    assert.match(drawn.contextValue, /\bserver\b/);
    assert.match(tooltip(server, 2000, 'Predibase'), /Served by: LoRAX server/);
    assert.equal(row(leaf({ ...server, status: 'failed' })).icon?.id, 'error');
    const hosted = view({ platform: 'predibase', origin: { id: 'shared', label: 'Shared' } });
    assert.match(row(leaf(hosted)).description ?? '', /Shared/);
    assert.equal(row(leaf(hosted)).icon?.id, 'pass-filled');
    assert.doesNotMatch(row(leaf(hosted)).contextValue, /\bserver\b/);
  });

  it('can be added from the row of its platform, and of no other', () => {
    const entry = (serversLabel?: string): Entry => ({
      ...{ kind: 'platform', id: '', platform: 'predibase', label: 'Predibase', count: 0, children: [] },
      ...(serversLabel !== undefined && { serversLabel }),
    });
    assert.equal(row(entry('LoRAX server')).contextValue, 'platform takesServers');
    assert.equal(row(entry()).contextValue, 'platform');
  });
});

describe('a delete that waits', () => {
  it('says until when, does not spin, and offers to be called off and nothing else that acts', () => {
    const step = 'Waiting to delete, possible from 14:05';
    const waiting = view({ busy: { action: 'remove', step, since: 1, cancellable: true } });
    const drawn = row(leaf(waiting));
    assert.equal(drawn.description, step);
    assert.equal(drawn.icon?.id, 'watch');
    assert.match(drawn.contextValue, /\bcancellable\b/);
    assert.doesNotMatch(drawn.contextValue, /able\b(?<!cancellable)/);
  });

  it('that failed is said on the row, with the reason in the tooltip', () => {
    const message = 'Replicate refused for an hour.';
    const failed = view({ notDeleted: { code: 'conflict', message, hint: 'Delete it on the web.' } });
    assert.match(row(leaf(failed)).description ?? '', /^not deleted/);
    assert.equal(row(leaf(failed)).icon?.id, 'warning');
    assert.match(row(leaf(failed)).accessibility, /could not be deleted/);
    assert.match(tooltip(failed, 2000, 'Replicate'), /refused for an hour.*Delete it on the web/);
  });
});

describe('the parts of a deployment', () => {
  const parts = [
    { id: 'fu-1', name: 'serve', kind: 'server' as const, url: 'https://a.test', instanceType: 'H100' },
    { id: 'fu-2', name: 'prepare', kind: 'function' as const, note: 'needs a proxy token' },
  ];
  const arrangedOne = (one: DeploymentView): Entry =>
    arrange(fleet([one]), { grouping: 'flat', filter: {} }, () => true)[0]!;

  it('are rows under it, folded, each with what it is and what can be done with it', () => {
    const entry = arrangedOne(view({ parts }));
    const above = row(entry);
    assert.equal(above.collapsible, 'collapsed');
    assert.match(above.accessibility, /, 2 parts$/);
    assert.deepEqual(
      entry.children.map((child) => {
        const { label, description, icon, contextValue, accessibility, collapsible } = row(child);
        return [label, description, icon?.id, contextValue, accessibility, collapsible];
      }),
      [
        ['serve', 'H100', 'server-process', 'part hasUrl testable', 'serve, server, H100', 'none'],
        [
          'prepare',
          'needs a proxy token',
          'symbol-method',
          'part',
          'prepare, function, needs a proxy token',
          'none',
        ],
      ],
    );
  });

  it('are none where there is one, or none is told', () => {
    for (const one of [view(), view({ parts: [] }), view({ parts: parts.slice(0, 1) })]) {
      const entry = arrangedOne(one);
      assert.deepEqual(entry.children, []);
      assert.equal(row(entry).collapsible, 'none');
    }
  });

  it('cannot be tested while their deployment cannot', () => {
    const busy = { action: 'stop' as const, step: 'Stopping…', since: 1 };
    const { children } = arrangedOne(view({ parts, busy }));
    assert.equal(row(children[0]!).contextValue, 'part hasUrl');
  });

  it('tell their address in the tooltip, as it is', () => {
    assert.equal(partTooltip(parts[0]!), 'serve\nhttps://a.test\nH100');
    assert.equal(partTooltip(parts[1]!), 'prepare\nNeeds a proxy token');
  });
});

describe('what only some platforms can do', () => {
  it('is on the row where it can be done, and nowhere else', () => {
    const facts = (change: Partial<DeploymentView>) => deploymentFacts(view(change)).split(' ');
    assert.ok(facts({ restartable: true }).includes('restartable'));
    assert.ok(!facts({ restartable: { no: 'It is stopped.' } }).includes('restartable'));
    assert.ok(!facts({}).includes('restartable'));
    const followed = facts({ followable: true });
    assert.ok(followed.includes('hasLogs') && !followed.includes('hasEvents'));
  });

  it('is to call off a deploy of minutes, which goes on like any other until then', () => {
    const draft = { id: '1', platform: 'modal' as const, spec: {} as never, createdAt: 1, updatedAt: 1 };
    const busy = { action: 'deploy' as const, step: 'Building…', since: 1, cancellable: true as const };
    const drawn = row(leaf(view({ draft, status: 'pending', busy })));
    assert.equal(drawn.contextValue, 'deployment cancellableDeploy');
    assert.equal(drawn.icon?.id, 'loading~spin');
    const waits = { ...busy, action: 'remove' as const };
    assert.equal(row(leaf(view({ busy: waits }))).icon?.id, 'watch');
  });
});

describe('a tooltip', () => {
  it('tells status, price with its source and age, and the last error', () => {
    const text = tooltip(view({ error: 'Out of memory', trafficShare: 0.25 }), 61_000, 'Together AI');
    for (const part of ['Active', 'READY', 'per replica', '1 min ago', '25%', 'Out of memory'])
      assert.ok(text.includes(part), `${part} in ${text}`);
  });

  it('lets nothing from a platform become markup', () => {
    const text = tooltip(
      view({ name: '[x](command:evil) <b>', error: '![i](https://x.test/a.png)' }),
      2000,
      'X',
    );
    assert.doesNotMatch(text, /(?<!\\)\[|(?<!\\)</);
  });

  it('says unknown for a price that is not known', () => {
    const { price: _price, ...priceless } = view();
    assert.match(tooltip(priceless, 2000, 'X'), /Price: unknown/);
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

  it('say that nothing was read yet, and not that nothing runs', () => {
    const { lastReadAt: _never, ...unread } = fleet([]).platforms[0] ?? assert.fail();
    assert.equal(burnText(fleet([], { platforms: [{ ...unread, connected: true }] })), 'not read yet');
    assert.equal(
      burnText(fleet([], { platforms: [{ ...unread, connected: true, lastReadAt: 5 }] })),
      '0 active',
    );
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
