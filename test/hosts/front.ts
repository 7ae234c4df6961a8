import { createServer, request, type IncomingMessage, type Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

export interface Front {
  readonly origin: string;
  readonly authority: string;
  stop: () => Promise<void>;
}

export interface FrontOptions {
  /** Where the VS Code server listens. */
  socketPath: string;
  /** The server's half of the key that seals SecretStorage. */
  key: Buffer;
  /** The address that `/` alone leads to. */
  home: (front: Front) => string;
  port: number;
  /** When the port is taken, take any. */
  otherPort?: boolean;
}

/**
 * The one address a browser sees: hands everything to the VS Code server behind a socket file, and adds what that
 * server lacks when it runs on its own: `mint-key` (half of the key that seals SecretStorage in the browser; without
 * it secrets are forgotten with every reload) and a start page, so that `/` alone opens the right folder.
 * Requests from other sites are refused: whoever reaches this server can run programs.
 */
export async function startFront(options: FrontOptions): Promise<Front> {
  const { socketPath, key, home } = options;
  const sockets = new Set<Socket>();
  const server = createServer((incoming, reply) => {
    const path = (incoming.url ?? '/').split('?', 1)[0];
    if (!ours(incoming)) return void reply.writeHead(403).end('Not for this site');
    if (incoming.method === 'POST' && path?.endsWith('/mint-key')) return void reply.end(key);
    if (incoming.url === '/') return void reply.writeHead(302, { location: home(front) }).end();
    const { method, url: target, headers } = incoming;
    const onward = request({ socketPath, method, path: target, headers }, (answer) => {
      reply.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(reply);
    });
    onward.on('error', () => (reply.headersSent ? reply.destroy() : reply.writeHead(502).end()));
    incoming.pipe(onward);
  });
  server.on('upgrade', (incoming: IncomingMessage, client: Socket, head: Buffer) => {
    if (!ours(incoming)) return void client.destroy();
    const onward = connect(socketPath, () => {
      onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${rawHeaders(incoming)}\r\n`);
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    for (const [one, other] of [[client, onward] as const, [onward, client] as const])
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const authority = `127.0.0.1:${await listen(server, options)}`;
  const front: Front = {
    authority,
    origin: `http://${authority}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
  const ours = ({ headers }: IncomingMessage): boolean =>
    headers.host === authority && (headers.origin === undefined || headers.origin === front.origin);
  return front;
}

/** Port 0 asks for any free one; a wanted port that is taken is refused, in words, unless another will do. */
async function listen(server: Server, { port, otherPort }: FrontOptions): Promise<number> {
  try {
    return await listenAt(server, port);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw cause;
    if (otherPort === true) return await listenAt(server, 0);
    throw new Error(`Port ${port} is in use; choose another one`, { cause });
  }
}

function listenAt(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function rawHeaders({ rawHeaders: raw }: IncomingMessage): string {
  let text = '';
  for (let i = 0; i + 1 < raw.length; i += 2) text += `${raw[i]}: ${raw[i + 1]}\r\n`;
  return text;
}
