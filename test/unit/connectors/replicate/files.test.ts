import assert from 'node:assert/strict';
import { isOutputHost } from '../../../../src/connectors/replicate/origins.ts';
import { closeBenches, collect, fails, images, openBench, partsOf, posters } from './bench.ts';
import type { Bench } from './bench.ts';

const picture = async ({ connector }: Bench): Promise<string> => {
  const events = await collect(
    connector.invoke(images, { prompt: '', stream: true, inputs: { prompt: 'x' } }),
  );
  const part = partsOf(events)?.[0];
  assert.ok(part?.kind === 'file');
  return part.url;
};

describe('Replicate connector: output files', () => {
  afterEach(closeBenches);

  it('are fetched without the token', async () => {
    const bench = await openBench();
    const url = await picture(bench);
    const file = await bench.connector.file!(url);
    assert.equal(file.mediaType, 'image/png');
    assert.ok(Buffer.from(file.base64, 'base64').subarray(1, 4).equals(Buffer.from('PNG')));
    const fetched = bench.sim.control.requests({ path: new URL(url).pathname });
    assert.equal(fetched.length, 1);
    assert.equal(fetched[0]?.headers['authorization'], undefined);
  });

  it('point to the prediction’s page when they want the token, which they do not get', async () => {
    const bench = await openBench({ modes: { fileToken: 'required' } });
    const url = await picture(bench);
    const error = await fails('forbidden', bench.connector.file!(url));
    assert.match(error.data.hint ?? '', /https:\/\/replicate\.com\/p\/[0-9a-z]{26}/);
    for (const { headers } of bench.sim.control.requests({ path: new URL(url).pathname }))
      assert.equal(headers['authorization'], undefined);
  });

  it('are gone after an hour, and that is said (trap 9)', async () => {
    const bench = await openBench();
    const url = await picture(bench);
    bench.sim.control.advance(2 * 60 * 60_000);
    const error = await fails('not-found', bench.connector.file!(url));
    assert.match(error.message, /about an hour/);
  });

  it('are not taken for what something else says in their place, and are tried again where that may help', async () => {
    const bench = await openBench();
    const url = await picture(bench);
    const { pathname: path } = new URL(url);
    const { control } = bench.sim;
    const instead = (text: string, type: string) =>
      control.addFault({ path, fault: { kind: 'answerWith', text, type, status: 200 } });
    instead('<html>Sign in</html>', 'text/html; charset=utf-8');
    const page = await fails('malformed', bench.connector.file!(url));
    assert.match(page.message, /\(text\/html\)/);
    instead('', 'image/png');
    await fails('malformed', bench.connector.file!(url));
    control.addFault({ path, fault: { kind: 'headers', headers: { 'content-type': 'text/plain' } } });
    assert.equal((await bench.connector.file!(url)).mediaType, 'image/png');
    control.addFault({ path, fault: { kind: 'status', status: 429, headers: { 'retry-after': '3' } } });
    control.addFault({ path, fault: { kind: 'truncatedBody' }, skip: 1 });
    assert.equal((await bench.connector.file!(url)).mediaType, 'image/png');
    assert.ok(bench.slept.includes(3000));
  });

  it('come from where outputs live, and from nowhere else', async () => {
    const { connector, sim } = await openBench();
    for (const url of [
      'https://example.com/x.png',
      `${sim.baseUrls.api}/account`,
      'file:///etc/passwd',
      'nonsense',
    ])
      await fails('invalid', connector.file!(url));
    assert.equal(isOutputHost('https://pbxt.replicate.delivery/x', ''), true);
    assert.equal(isOutputHost('https://replicate.delivery/x', ''), true);
    for (const url of [
      'http://replicate.delivery/x',
      'https://replicate.delivery.evil.example/',
      'https://xreplicate.delivery/',
    ])
      assert.equal(isOutputHost(url, ''), false, url);
  });

  it('are read from data URIs, and are not endless', async () => {
    const { connector, sim } = await openBench();
    assert.deepEqual(await connector.file!('data:image/png;base64,AAAA'), {
      mediaType: 'image/png',
      base64: 'AAAA',
    });
    const words = await connector.file!('data:,hi%20there');
    assert.deepEqual(
      [words.mediaType, Buffer.from(words.base64, 'base64').toString()],
      ['text/plain', 'hi there'],
    );
    await fails('invalid', connector.file!('data:nothing'));
    await fails('invalid', connector.file!(`data:image/png;base64,${'A'.repeat(15_000_000)}`));
    const large = new Uint8Array(11 * 1024 * 1024);
    sim.control.clearRequests();
    const tiny = (await openBench()).again({
      baseUrls: { delivery: 'https://files.example' },
      fetch: () => Promise.resolve(new Response(large)),
    });
    const error = await fails('invalid', tiny.file!('https://files.example/x'));
    assert.match(error.message, /larger than 10 MiB/);
  });

  it('of large size come whole', async () => {
    const bench = await openBench();
    const events = await collect(bench.connector.invoke(posters, { prompt: 'x', stream: true }));
    const part = partsOf(events)?.[0];
    assert.ok(part?.kind === 'file');
    const { base64 } = await bench.connector.file!(part.url);
    assert.ok(base64.length > 2_000_000);
  });
});
