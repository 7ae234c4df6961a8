import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { systemClock } from '../../../src/connectors/clock.ts';
import { PlatformError } from '../../../src/connectors/errors.ts';
import type { ErrorCode } from '../../../src/connectors/errors.ts';
import { HttpClient } from '../../../src/connectors/http.ts';
import type { HttpOptions } from '../../../src/connectors/http.ts';

describe('the HTTP client', () => {
  const servers: Server[] = [];
  const clients: HttpClient[] = [];
  afterEach(() => {
    for (const client of clients.splice(0)) client.dispose();
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  });

  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  function client(options: Partial<HttpOptions> = {}): HttpClient {
    const made = new HttpClient({ platform: 'together', platformName: 'Together AI', ...options });
    clients.push(made);
    return made;
  }

  async function fails(code: ErrorCode, action: Promise<unknown>): Promise<PlatformError> {
    const error = await action.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof PlatformError, String(error));
    assert.equal(error.code, code, error.message);
    return error;
  }

  const headers = { authorization: 'Bearer secret' };

  it('sends JSON and leaves content-length to fetch, over one connection', async () => {
    const seen: { method: string | undefined; body: string; socket: unknown }[] = [];
    const url = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        seen.push({ method: request.method, body, socket: request.socket });
        response.setHeader('x-request-id', 'req-1').end('{"ok":true}');
      });
    });
    const http = client();
    for (let i = 0; i < 2; i++) {
      const response = await http.send({ method: 'POST', url, headers, body: { a: 'ü' } });
      assert.equal(response.status, 200);
      assert.equal(response.requestId, 'req-1');
      assert.equal(await response.text(), '{"ok":true}');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.deepEqual(
      seen.map(({ method, body }) => [method, body]),
      [
        ['POST', '{"a":"ü"}'],
        ['POST', '{"a":"ü"}'],
      ],
    );
    assert.ok(seen[0]!.socket === seen[1]!.socket, 'kept alive');
  });

  it('takes the global fetch at the time of the call, and none of ours into a given one', async () => {
    const url = await serve((_request, response) => response.end('x'));
    const http = client();
    const original = globalThis.fetch;
    let calls = 0;
    globalThis.fetch = (input, init) => {
      calls++;
      assert.ok(init && 'dispatcher' in init);
      return original(input, init);
    };
    try {
      await (await http.send({ method: 'GET', url })).text();
    } finally {
      globalThis.fetch = original;
    }
    assert.equal(calls, 1);
    const own = client({
      fetch: (input, init) => {
        assert.ok(!(init && 'dispatcher' in init));
        return original(input, init);
      },
    });
    assert.equal(await (await own.send({ method: 'GET', url })).text(), 'x');
  });

  it('follows a read within the same origin, and never carries the key to another', async () => {
    const stolen: IncomingMessage[] = [];
    const other = await serve((request, response) => {
      stolen.push(request);
      response.end('gotcha');
    });
    const url = await serve((request, response) => {
      if (request.url === '/here') response.writeHead(307, { location: '/there' }).end();
      else if (request.url === '/away') response.writeHead(302, { location: `${other}/` }).end();
      else if (request.url === '/round') response.writeHead(302, { location: '/round' }).end();
      else response.end(request.headers.authorization);
    });
    const http = client();
    const followed = await http.send({ method: 'GET', url: `${url}/here`, headers });
    assert.equal(await followed.text(), 'Bearer secret');
    const refused = await fails('network', http.send({ method: 'GET', url: `${url}/away`, headers }));
    assert.match(refused.message, /not followed/);
    await fails('network', http.send({ method: 'GET', url: `${url}/round`, headers }));
    await fails('network', http.send({ method: 'POST', url: `${url}/here`, headers, body: {} }));
    assert.equal(stolen.length, 0);
  });

  it('tells a slow first byte from silence in the middle and from a broken body', async () => {
    const url = await serve((request, response) => {
      if (request.url === '/never') return;
      response.writeHead(200, { 'content-type': 'text/plain' });
      response.write('begin');
      if (request.url === '/cut') setTimeout(() => response.destroy(), 20);
    });
    const http = client({ timeouts: { firstByte: 80, idle: 80 } });
    const slow = await fails('timeout', http.send({ method: 'GET', url: `${url}/never` }));
    assert.match(slow.message, /did not answer/);
    const silent = await http.send({ method: 'GET', url: `${url}/silent` });
    assert.match((await fails('timeout', silent.text())).message, /stopped sending/);
    const cut = await http.send({ method: 'GET', url: `${url}/cut` });
    await fails('broken-stream', cut.text());
  });

  it('does not read more than it can bear', async () => {
    const url = await serve((_request, response) => response.end('x'.repeat(3000)));
    const http = client({ maxBody: 2000 });
    await fails('malformed', (await http.send({ method: 'GET', url })).text());
  });

  it('is cancelled before, while waiting, and in the body', async () => {
    const open: ServerResponse[] = [];
    const url = await serve((request, response) => {
      open.push(response);
      if (request.url === '/body') response.writeHead(200).write('begin');
    });
    const http = client();
    await fails('cancelled', http.send({ method: 'GET', url, signal: AbortSignal.abort() }));
    assert.equal(open.length, 0);
    const waiting = new AbortController();
    const pending = http.send({ method: 'GET', url, signal: waiting.signal });
    setTimeout(() => waiting.abort(new Error('a reason of its own')), 20);
    await fails('cancelled', pending);
    const reading = new AbortController();
    const response = await http.send({ method: 'GET', url: `${url}/body`, signal: reading.signal });
    setTimeout(() => reading.abort(), 20);
    await fails('cancelled', response.text());
  });

  it('says when each chunk arrived, the headers first', async () => {
    let time = 1;
    const body = new TransformStream<Uint8Array, Uint8Array>();
    const writer = body.writable.getWriter();
    const response = await client({
      clock: { ...systemClock, monotonic: () => time },
      fetch: () => Promise.resolve(new Response(body.readable)),
    }).send({ method: 'GET', url: 'https://platform.example/' });
    time = 2;
    assert.equal(response.arrivedAt, 1);
    const chunks = response.chunks();
    for (const at of [10, 20]) {
      time = at;
      void writer.write(Buffer.from('x'));
      await chunks.next();
      time = at + 5;
      assert.equal(response.arrivedAt, at, 'however long it is looked at');
    }
  });

  it('closes the connection when the reader leaves early', async () => {
    let left = false;
    const url = await serve((_request, response) => {
      response.on('close', () => (left = true));
      response.writeHead(200).write('begin');
    });
    const response = await client().send({ method: 'GET', url });
    for await (const _chunk of response.chunks()) break;
    const gone = () => left;
    for (let i = 0; i < 200 && !gone(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.ok(gone());
  });

  it('says in words what kept it from connecting', async () => {
    const http = client();
    const url = await serve(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    const refused = await fails('network', http.send({ method: 'GET', url }));
    assert.match(refused.message, /refused \(ECONNREFUSED\)/);
    const name = await fails('network', http.send({ method: 'GET', url: 'http://no-such-host.invalid/' }));
    assert.match(name.message, /no-such-host\.invalid/);
  });
});
