import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Place } from '../../conformance/stage.ts';
import { globPattern } from '../../../platforms/kit/faults.ts';

/** What goes wrong before any server has the request. */
export type LineFault = 'refused' | 'dns' | 'tls' | 'half-open' | 'proxy' | 'connect-timeout' | 'unreachable';

/** How undici says what cannot be played with sockets of this machine. */
const thrown: Partial<Record<LineFault, () => Error>> = {
  proxy: () =>
    Object.assign(new Error('Proxy response (407) !== 200 when HTTP Tunneling'), {
      name: 'AbortError',
      code: 'UND_ERR_ABORTED',
    }),
  'connect-timeout': () =>
    Object.assign(new Error('Connect Timeout Error (attempted address: 192.0.2.1:443, timeout: 10000ms)'), {
      name: 'ConnectTimeoutError',
      code: 'UND_ERR_CONNECT_TIMEOUT',
    }),
  unreachable: () =>
    new AggregateError(
      ['192.0.2.1', '2001:db8::1'].map((address) =>
        Object.assign(new Error(`connect ENETUNREACH ${address}:443`), { code: 'ENETUNREACH' }),
      ),
    ),
};

/** The wire between the connectors and everything, with places where it is bad. */
export class Line {
  readonly #fetch = globalThis.fetch;
  readonly #deaf: Server;
  readonly #plain: Server;
  readonly #sockets = new Set<Socket>();
  readonly #closedPort: number;
  #bad: { fault: LineFault; places: readonly Place[]; left: number } | undefined;
  struck = 0;

  private constructor(deaf: Server, plain: Server, closedPort: number) {
    this.#deaf = deaf;
    this.#plain = plain;
    this.#closedPort = closedPort;
    deaf.on('connection', (socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket)).on('error', () => socket.destroy());
      socket.resume();
    });
    plain.on('connection', (socket) => {
      socket.on('error', () => socket.destroy());
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n'));
    });
  }

  static async open(): Promise<Line> {
    const deaf = await listening();
    const gone = await listening();
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    return new Line(deaf, await listening(), port);
  }

  install(): void {
    globalThis.fetch = (input, init) => this.#send(input, init);
  }

  restore(): void {
    globalThis.fetch = this.#fetch;
    this.mend();
  }

  /** From now on, for so many requests. */
  strike(fault: LineFault, places: readonly Place[], times: number): void {
    this.#bad = { fault, places, left: times };
  }

  mend(): void {
    this.#bad = undefined;
    this.struck = 0;
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Connections to the server that never answers. */
  get open(): number {
    return this.#sockets.size;
  }

  async close(): Promise<void> {
    this.restore();
    for (const server of [this.#deaf, this.#plain]) {
      server.close();
      await once(server, 'close');
    }
  }

  #send(input: Parameters<typeof fetch>[0], init: RequestInit | undefined): Promise<Response> {
    const url = new URL(input instanceof Request ? input.url : input);
    const bad = this.#bad;
    const method = init?.method ?? 'GET';
    if (!bad || bad.left <= 0 || !bad.places.some((place) => matches(place, method, url.pathname)))
      return this.#fetch(input, init);
    bad.left--;
    this.struck++;
    const failure = thrown[bad.fault];
    if (failure) return Promise.reject(new TypeError('fetch failed', { cause: failure() }));
    return this.#fetch(this.#elsewhere(bad.fault, url), init);
  }

  #elsewhere(fault: LineFault, url: URL): string {
    const portOf = (server: Server): number => (server.address() as AddressInfo).port;
    const origins: Partial<Record<LineFault, string>> = {
      refused: `http://127.0.0.1:${this.#closedPort}`,
      dns: 'http://nowhere.invalid',
      tls: `https://127.0.0.1:${portOf(this.#plain)}`,
      'half-open': `http://127.0.0.1:${portOf(this.#deaf)}`,
    };
    return `${origins[fault] ?? ''}${url.pathname}${url.search}`;
  }
}

function matches({ method, path }: Place, asked: string, pathname: string): boolean {
  return (method === undefined || method === asked) && globPattern(path).test(pathname);
}

async function listening(): Promise<Server> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}
