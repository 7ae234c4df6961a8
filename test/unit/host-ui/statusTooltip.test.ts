import assert from 'node:assert/strict';
import type { DeploymentView, FleetView } from '../../../src/extension/deployments/types.ts';
import { burnRate, countByStatus } from '../../../src/extension/deployments/views.ts';
import { costliest, tooltip } from '../../../src/extension/statusBar/tooltip.ts';
import { deployment, dollars, price } from '../deployments/builders.ts';

const view = (name: string, perHour: number, over: Partial<DeploymentView> = {}): DeploymentView => ({
  ...deployment(name, { price: price(perHour) }),
  ...{ key: `together:${name}`, notes: {}, name },
  ...over,
});

const fleet = (deployments: DeploymentView[]): FleetView => ({
  deployments,
  platforms: [],
  counts: countByStatus(deployments),
  burn: burnRate(deployments),
});

const today = { known: dollars(21.4), upTo: dollars(24.1), atLeast: false };

describe('The tooltip of the status bar', () => {
  it('names the three costliest and those without a request, each with a way to stop it', () => {
    const all = [view('a', 1), view('b', 9), view('c', 4), view('d', 6), view('e', 0)];
    const said = tooltip({ fleet: fleet(all), today, idle: ['together:c', 'together:gone'] });
    const lines = said.split('\n').filter((line) => line.startsWith('- '));
    assert.deepEqual(
      lines.map((line) => line.replace(/ — .*/, '')),
      ['- b: $9\\.00/h', '- d: $6\\.00/h', '- c: $4\\.00/h', '- c: $4\\.00/h'].map((line) =>
        line.replace('$', '\\$'),
      ),
    );
    for (const line of lines)
      assert.match(line, /\[Stop\]\(command:slipway\.stop\?%5B%22together%3A[bcd]%22%5D\)$/);
    assert.match(said, /Today: \\\$21\\.40 – \\\$24\\.10/);
    assert.match(said, /Traffic from elsewhere is not seen here/);
  });

  it('offers no stop where there is none, or something else is under way', () => {
    const busy = { action: 'stop', step: 'Stopping…', since: 1 } as const;
    const refused = view('b', 5);
    refused.allowed = { ...refused.allowed, stop: { no: 'It cannot be stopped.' } };
    const said = tooltip({ fleet: fleet([view('a', 9, { busy }), refused]), today, idle: [] });
    assert.doesNotMatch(said, /Stop/);
    assert.doesNotMatch(said, /an hour/);
  });

  it('says unknown, not nothing, of a price that is not known', () => {
    const { price: _price, ...rest } = view('a', 1);
    assert.match(tooltip({ fleet: fleet([rest]), today, idle: ['together:a'] }), /a: price unknown/);
  });

  it('shows any name as text', () => {
    for (const hostile of [
      '[x](command:slipway.delete)',
      '<a href="command:slipway.delete">x</a>',
      '`code` **bold** $(trash) &lt;b&gt;',
      'a\n\n# b\n[c](command:d)',
      '\u202egnp.exe\u0000',
      'https://evil.example/x www.evil.example a@evil.example',
      '     code',
    ]) {
      const said = tooltip({ fleet: fleet([view(hostile, 5)]), today, idle: [] });
      const links = [...said.matchAll(/(?<!\\)\]\((?<to>[^)]*)\)/g)].map((match) => match.groups?.['to']);
      assert.equal(links.length, 1, said);
      assert.match(links[0] ?? '', /^command:slipway\.stop\?[\w%.-]+$/);
      assert.doesNotMatch(said, /(?<!\\)[<`]|[\u202e\u0000]/u);
      assert.doesNotMatch(said, /^#/m);
      const text = said.replace(/\(command:[^)]*\)/g, '');
      assert.doesNotMatch(text, /(?<!\\):\/\/|(?<!\\)@|www\.|- {2,}/);
    }
  });

  it('finds the costliest of thousands in one pass', () => {
    const many = Array.from({ length: 5000 }, (_, i) => view(`d${i}`, (i * 7919) % 5003));
    const found = costliest(many).map(({ price: known }) => known?.perReplicaHour);
    const all = many.map(({ price: known }) => known?.perReplicaHour ?? 0).sort((a, b) => b - a);
    assert.deepEqual(found, all.slice(0, 3));
  });
});
