import assert from 'node:assert/strict';
import { cleanTemp } from '../store/temp.ts';
import { platforms, searchKeys } from './keys.ts';
import { tellStorm } from './storm.ts';

describe('keys of an account whose platform tells them to everybody', function () {
  this.timeout(60_000);
  after(cleanTemp);

  for (const platform of platforms)
    it(`are in no error, log, file, panel or snippet: ${platform}`, async () => {
      const { keys, places, pieced, found } = await searchKeys(platform);
      assert.deepEqual(found.slice(0, 10), [], `${found.length} found`);
      assert.ok(places > 100, 'nothing was said at all');
      assert.ok(pieced > 1, 'nothing came in pieces');
      tellStorm('keys', { platform, keys, places, pieced, found: found.length });
    });
});
