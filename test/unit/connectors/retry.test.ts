import assert from 'node:assert/strict';
import fc from 'fast-check';
import { allPages, mapLimited } from '../../../src/connectors/paging.ts';
import { askedWait, backoff } from '../../../src/connectors/retry.ts';
import { waitForms } from '../../../src/connectors/together/errors.ts';

describe('retries', () => {
  const now = Date.parse('2026-11-01T00:00:00Z');
  const asked = (headers: Record<string, string>) => askedWait(new Headers(headers), waitForms, now);

  it('read every form of a wait, the most exact first', () => {
    assert.equal(asked({ 'retry-after-ms': '250', 'retry-after': '9' }), 250);
    assert.equal(asked({ 'retry-after': '9', 'x-ratelimit-reset': '3' }), 9000);
    assert.equal(asked({ 'retry-after': 'Sun, 01 Nov 2026 00:00:30 GMT' }), 30_000);
    assert.equal(asked({ 'retry-after': 'Sat, 31 Oct 2026 00:00:00 GMT' }), 0);
    assert.equal(asked({ 'x-ratelimit-reset': '1.5' }), 1500);
    for (const nonsense of ['-1', 'soon', '']) assert.equal(asked({ 'retry-after': nonsense }), undefined);
    assert.equal(asked({}), undefined);
  });

  it('wait anywhere below a doubling limit', () => {
    fc.assert(
      fc.property(fc.nat(20), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const ms = backoff(attempt, () => random);
        assert.ok(ms >= 0 && ms <= Math.min(8000, 500 * 2 ** attempt));
      }),
    );
  });
});

describe('paging', () => {
  it('gives every item once, in order, for any cutting into pages', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.nat(), { minLength: 1 }), { maxLength: 6 }), async (cut) => {
        const read = (cursor?: string) => {
          const at = Number(cursor ?? 0);
          const more = at + 1 < cut.length ? { cursor: String(at + 1) } : {};
          return Promise.resolve({ items: cut[at] ?? [], ...more });
        };
        assert.deepEqual(await allPages(read), cut.flat());
      }),
    );
  });

  it('ends on an empty page and on a cursor that comes again', async () => {
    assert.deepEqual(await allPages(() => Promise.resolve({ items: [], cursor: 'x' })), []);
    assert.deepEqual(await allPages(() => Promise.resolve({ items: [1], cursor: 'x' })), [1, 1]);
  });

  it('works on a few at a time', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: number) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      return item * 2;
    };
    assert.deepEqual(await mapLimited([1, 2, 3, 4, 5], 2, work), [2, 4, 6, 8, 10]);
    assert.equal(most, 2);
  });
});
