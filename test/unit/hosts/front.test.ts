import assert from 'node:assert/strict';
import { createServer, request, type IncomingHttpHeaders, type Server } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { startFront, type Front } from '../../hosts/front.ts';
import { temporaryFolder } from '../../hosts/paths.ts';

describe('the front of the server host', () => {
  const key = Buffer.alloc(32, 7);
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let behind: Server;
  let front: Front;

  before(async () => {
    folder = await temporaryFolder('front');
    const socketPath = join(folder.path, 's');
    behind = createServer((incoming, reply) => {
      incoming.pipe(
        reply.writeHead(201, { 'x-path': incoming.url ?? '', 'x-host': incoming.headers.host ?? '' }),
      );
    });
    behind.on('upgrade', (_incoming, socket) => {
      socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
      socket.pipe(socket);
    });
    await new Promise<void>((resolve) => behind.listen(socketPath, resolve));
    front = await startFront({ socketPath, key, port: 0, home: ({ origin }) => `${origin}/?folder=x` });
  });
  after(async () => {
    await front.stop();
    behind.closeAllConnections();
    behind.close();
    await folder[Symbol.asyncDispose]();
  });

  const ask = (path: string, method = 'GET', headers: IncomingHttpHeaders = {}, body = '') =>
    new Promise<{ status: number; headers: IncomingHttpHeaders; body: Buffer }>((resolve, reject) => {
      const sent = request(`${front.origin}${path}`, { method, headers }, (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }),
        );
      });
      sent.on('error', reject).end(body);
    });

  it('leads the bare address to the workspace', async () => {
    const { status, headers } = await ask('/');
    assert.deepEqual([status, headers.location], [302, `${front.origin}/?folder=x`]);
  });

  it('hands over requests as they came', async () => {
    const { status, headers, body } = await ask('/a/b?c=d', 'POST', {}, 'hello');
    assert.deepEqual([status, headers['x-path'], headers['x-host']], [201, '/a/b?c=d', front.authority]);
    assert.equal(body.toString(), 'hello');
  });

  it('gives the half key that keeps secrets over a reload', async () => {
    assert.deepEqual((await ask('/mint-key', 'POST')).body, key);
  });

  it('refuses other sites, by name and by origin', async () => {
    assert.equal((await ask('/mint-key', 'POST', { host: 'rebound.example' })).status, 403);
    assert.equal((await ask('/mint-key', 'POST', { origin: 'https://elsewhere.example' })).status, 403);
    assert.equal((await ask('/x', 'GET', { origin: front.origin })).status, 201);
  });

  const upgrade = (origin: string) =>
    new Promise<string>((resolve) => {
      let heard = '';
      const socket = connect(Number(new URL(front.origin).port), '127.0.0.1');
      socket.write(
        `GET /ws HTTP/1.1\r\nHost: ${front.authority}\r\nOrigin: ${origin}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
      );
      socket.on('data', (data: Buffer) => {
        heard += data.toString();
        if (heard.endsWith('\r\n\r\n')) socket.write('ping');
        if (heard.endsWith('ping')) socket.end();
      });
      socket.on('error', () => undefined).on('close', () => resolve(heard));
    });

  it('carries web sockets, from its own pages only', async () => {
    assert.match(await upgrade(front.origin), /101[^]*ping$/);
    assert.equal(await upgrade('https://elsewhere.example'), '');
  });

  it('takes another port when the usual one is taken, if that is allowed', async () => {
    const port = Number(new URL(front.origin).port);
    const options = { socketPath: join(folder.path, 's'), key, port, home: () => '' };
    await assert.rejects(startFront(options), new RegExp(`Port ${port} is in use`));
    const other = await startFront({ ...options, otherPort: true });
    assert.notEqual(other.origin, front.origin);
    await other.stop();
  });
});
