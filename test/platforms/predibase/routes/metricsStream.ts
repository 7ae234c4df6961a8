import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { account } from '../account.ts';
import type { AdapterVersion } from '../types.ts';
import type { World } from '../world.ts';

const path = /^\/v2\/finetuning\/jobs\/([^/]+)\/metrics\/stream$/;

/** Live numbers of a fine-tuning job over a WebSocket; the whole history comes again with every connection. */
export function metricsStream(world: World, request: IncomingMessage, socket: Duplex): void {
  const uuid = path.exec(new URL(request.url ?? '/', 'http://simulator').pathname)?.[1];
  const key = request.headers['sec-websocket-key'];
  if (request.headers.authorization !== `Bearer ${account.apiToken}`) {
    refuse(socket, `${world.modes.codes.auth} Unauthorized`);
    return;
  }
  const version = [...world.repos.values()]
    .flatMap(({ versions }) => versions)
    .find(({ finetuningJob }) => uuid !== undefined && finetuningJob?.uuid === uuid);
  if (!version || key === undefined) {
    refuse(socket, `${world.modes.codes.unknown} Not Found`);
    return;
  }
  // RFC 6455, 4.2.2.
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  for (const message of historyOf(uuid ?? '', version)) socket.write(frame(0x1, JSON.stringify(message)));
  // What the client says is not listened to, but for its goodbye.
  socket.on('data', (bytes: Buffer) => {
    if ((bytes[0]! & 0x0f) === 0x8) socket.end(frame(0x8, ''));
  });
}

function historyOf(uuid: string, { status, tag }: AdapterVersion): unknown[] {
  const done = status === 'completed';
  const total = 30;
  const steps = done ? [10, 20, 30] : status === 'training' ? [10, 20] : [];
  return steps.map((step) => ({
    data: {
      steps: step,
      checkpoint_number: step / 10,
      epoch: step / 10,
      learning_rate: 0.0002,
      train_metrics_loss: 2 / (step + tag),
      validation_metrics_loss: step === 10 ? null : 2.2 / (step + tag),
      total_tokens_used: step * 4096,
      batch_size: 8,
    },
    meta: {
      is_completed: done && step === total,
      model_uuid: uuid,
      run_id: `run-${uuid.slice(0, 8)}`,
      steps: step,
      steps_per_epoch: 10,
      total_steps: total,
    },
  }));
}

/** One unmasked frame of at most 65,535 bytes. */
function frame(opcode: number, text: string): Buffer {
  const payload = Buffer.from(text);
  const first = 0x80 | opcode;
  if (payload.length < 126) return Buffer.concat([Buffer.from([first, payload.length]), payload]);
  return Buffer.concat([Buffer.from([first, 126, payload.length >> 8, payload.length & 0xff]), payload]);
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
