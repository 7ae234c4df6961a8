import type { ServerResponse } from 'node:http';

const piece = Buffer.alloc(64 * 1024, 'a');

/** Writes as fast as the client reads: one JSON text, or one event, that does not come to its end. */
export async function flood(
  response: ServerResponse,
  asStream: boolean,
  bytes = Number.POSITIVE_INFINITY,
): Promise<'answered' | 'cut'> {
  response.writeHead(200, { 'content-type': asStream ? 'text/event-stream' : 'application/json' });
  response.write(asStream ? 'data: {"text":"' : '{"data":"');
  for (let sent = 0; sent < bytes && !response.destroyed; sent += piece.length)
    await new Promise<void>((resolve) => {
      const go = (): void => {
        response.off('drain', go).off('close', go);
        resolve();
      };
      if (response.write(piece)) setImmediate(resolve);
      else response.on('drain', go).on('close', go);
    });
  if (response.destroyed) return 'cut';
  response.end(asStream ? '"}\n\n' : '"}');
  return 'answered';
}
