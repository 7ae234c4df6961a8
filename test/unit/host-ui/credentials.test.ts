import { strict as assert } from 'node:assert';
import fc from 'fast-check';
import { baseUrlProblem, chosenBaseUrls } from '../../../src/extension/credentials/baseUrls.ts';
import { parseLocalPlatforms } from '../../../src/extension/credentials/localPlatforms.ts';

describe('a base URL from the settings', () => {
  it('is https, or http on this machine', () => {
    for (const good of [
      'https://api.together.xyz/v1',
      'http://localhost:8080/v1',
      'http://127.0.0.1:1/v2',
      'http://[::1]:9/v1',
    ])
      assert.equal(baseUrlProblem(good), undefined, good);
    for (const bad of [
      'api.together.ai',
      'http://example.com',
      'http://localhost.example.com',
      'http://127.0.0.1.example.com/v1',
      'ftp://localhost/v1',
      'file:///etc/passwd',
      'javascript:alert(1)',
      'https://me:secret@example.com',
      'https://example.com/v1?to=1',
      '',
    ])
      assert.notEqual(baseUrlProblem(bad), undefined, bad);
  });

  it('never sends a key in the clear to another machine', () => {
    fc.assert(
      fc.property(fc.constantFrom('http', 'https', 'ws'), fc.ipV4(), (scheme, address) => {
        const here = address.startsWith('127.');
        const good = scheme === 'https' || (scheme === 'http' && here);
        assert.equal(baseUrlProblem(`${scheme}://${address}/v1`) === undefined, good);
      }),
    );
  });

  it('is http on a private network only for a platform that says that its servers stand there', () => {
    for (const address of ['http://10.0.0.5:8080', 'http://gateway.internal', 'http://predibase']) {
      assert.match(baseUrlProblem(address) ?? '', /https/);
      assert.equal(baseUrlProblem(address, { privateHttp: true }), undefined, address);
    }
    for (const address of ['http://example.com', 'http://8.8.8.8', 'http://me:secret@gpu-box'])
      assert.notEqual(baseUrlProblem(address, { privateHttp: true }), undefined, address);
    const baseUrls = [
      { key: 'gateway', default: '', help: '', privateHttp: true as const },
      { key: 'other', default: '', help: '' },
    ];
    const { urls, problems } = chosenBaseUrls({ baseUrls }, () => 'http://10.0.0.5');
    assert.deepEqual(urls, { gateway: 'http://10.0.0.5' });
    assert.equal(problems.length, 1);
  });

  it("is the platform's own where nothing is set, and is told apart where it is wrong", () => {
    const definition = {
      baseUrls: ['v1', 'v2', 'inference'].map((key) => ({ key, default: '', help: '' })),
    };
    const values: Record<string, string> = { v1: ' https://example.com/v1/ ', v2: '', inference: 'http://x' };
    const { urls, problems } = chosenBaseUrls(definition, (key) => values[key] ?? '');
    assert.deepEqual(urls, { v1: 'https://example.com/v1' });
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? '', /^inference: /);
  });
});

describe('the file of local platforms', () => {
  const file = (url: string) =>
    JSON.stringify({ together: { baseUrls: { v1: url }, credentials: { apiKey: 'k' }, control: 'x' } });

  it('is read, and what it says beside that is dropped', () => {
    assert.deepEqual(parseLocalPlatforms(file('http://127.0.0.1:1/v1')), {
      together: { baseUrls: { v1: 'http://127.0.0.1:1/v1' }, credentials: { apiKey: 'k' } },
    });
  });

  it('names this machine only', () => {
    for (const url of ['https://example.com/v1', 'http://example.com', 'nowhere'])
      assert.throws(() => parseLocalPlatforms(file(url)));
    assert.throws(() => parseLocalPlatforms('not json'));
  });
});
