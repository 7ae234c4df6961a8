import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { PriceTable } from '../../src/connectors/price-table.ts';
import { readers, readModal, readReplicate } from '../prices/pages.ts';
import { renewed } from '../prices/renew.ts';

const cells = (...texts: string[]): string => texts.map((text) => `<td><p>${text}</p></td>`).join('\n');

const replicatePage = `<script>const gpu = "gpu-t4 $9.9/sec"</script><table>
  <tr>${cells('CPU', 'cpu', '$0.000100/sec', '$0.36/hr')}</tr>
  <tr>${cells('Nvidia T4 GPU', 'gpu-t4', '<b>$0.000225</b>/sec', '$0.81/hr')}</tr>
  <tr>${cells('2x Nvidia L40S GPU', 'gpu-2x-l40s', '&#36;0.001950 / sec')}</tr></table>`;

const modalPage = `<h3>GPU Tasks</h3>${cells('Nvidia H100', '$0.001097&nbsp;/ sec')}
  ${cells('Nvidia A100, 80 GB', '$0.000694 / sec')}${cells('Nvidia RTX PRO 6000', '$0.000842 / sec')}
  <h3>CPU</h3>${cells('Physical core (2 vCPU equivalent)', '$0.0000131 / core / sec')}
  ${cells('Memory', '$0.00000222 / GiB / sec')}<h3>Sandboxes</h3>${cells('$0.00003942 / core / sec')}`;

describe('npm run prices', () => {
  it('reads Replicate’s page by SKU, in either spelling', () => {
    assert.deepEqual(Object.fromEntries(readReplicate(replicatePage)), {
      cpu: '0.000100',
      'gpu-t4': '0.000225',
      'gpu-l40s-2x': '0.001950',
    });
  });

  it('reads Modal’s page by kind of GPU, and functions rather than sandboxes', () => {
    assert.deepEqual(Object.fromEntries(readModal(modalPage)), {
      H100: '0.001097',
      'A100-80GB': '0.000694',
      'RTX-PRO-6000': '0.000842',
      core: '0.0000131',
      GiB: '0.00000222',
    });
  });

  const before = { source: 'https://example.com', date: '2026-01-01', perSecond: { a: '0.001', b: '0.002' } };

  it('takes what moved a little, what is new, and keeps what the page names no more', () => {
    const { table, changes, refusals } = renewed(
      before,
      new Map([
        ['a', '0.0015'],
        ['c', '0.003'],
      ]),
      '2026-02-01',
    );
    assert.deepEqual(table, {
      ...before,
      date: '2026-02-01',
      perSecond: { a: '0.0015', b: '0.002', c: '0.003' },
    });
    assert.equal(changes.length, 3);
    assert.deepEqual(refusals, []);
  });

  it('refuses a jump of more than half unless a person accepts it', () => {
    const halved = new Map([
      ['a', '0.0004'],
      ['b', '0.002'],
    ]);
    assert.match(renewed(before, halved, '2026-02-01').refusals.join(), /^a moved by more than half/);
    assert.deepEqual(renewed(before, halved, '2026-02-01', true).refusals, []);
  });

  it('refuses a page in which it finds little, accepted or not', () => {
    assert.match(renewed(before, new Map(), '2026-02-01', true).refusals.join(), /0 of 2 prices/);
  });

  it('reads the page of each table; all have positive prices, a page and a day', () => {
    const files = globSync('src/connectors/*/prices.json');
    assert.deepEqual(files.map((path) => basename(dirname(path))).sort(), Object.keys(readers).sort());
    for (const path of files) {
      const table = JSON.parse(readFileSync(path, 'utf8')) as PriceTable;
      assert.ok(table.source.startsWith('https://'));
      assert.ok(Date.parse(table.date) > 0);
      for (const [name, price] of Object.entries(table.perSecond)) assert.ok(Number(price) > 0, name);
    }
  });
});
