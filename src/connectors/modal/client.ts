import type { ModalClient } from 'modal';

export interface ClientOptions {
  tokenId: string;
  tokenSecret: string;
  /** Base address of the control plane. */
  server: string;
  warn: (message: string) => void;
}

/** Modal's own client. It is large: read with its first use, never at activation. */
export async function openClient({
  tokenId,
  tokenSecret,
  server,
  warn,
}: ClientOptions): Promise<ModalClient> {
  const { ModalClient } = await import('modal');
  const logger = { debug: quiet, info: quiet, warn, error: warn };
  // Off: it would wait without end when the server asks for it. ModalApi waits, and says so.
  const maxThrottleWaitSecs = 0;
  return withServer(server, () => new ModalClient({ tokenId, tokenSecret, maxThrottleWaitSecs, logger }));
}

/**
 * The client takes its server from the environment only, while it is being made. All extensions share that
 * environment: it is set and put back without giving anything else a turn.
 */
function withServer<T>(server: string, make: () => T): T {
  const name = 'MODAL_SERVER_URL';
  const before = process.env[name];
  process.env[name] = server;
  try {
    return make();
  } finally {
    if (before === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before;
  }
}

function quiet(): void {
  // Slipway logs calls itself.
}
