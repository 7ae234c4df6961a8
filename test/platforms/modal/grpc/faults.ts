import { Metadata, type ServerUnaryCall, type ServerWritableStream, type StatusObject, status } from '@grpc/grpc-js';
import { setTimeout as wait } from 'node:timers/promises';
import type { Http2Stream } from 'node:http2';
import { hasFault } from '../../kit/answers.ts';
import type { Fault } from '../../kit/faults.ts';
import { RpcRefusal } from '../errors.ts';

type Call = ServerUnaryCall<object, object> | ServerWritableStream<object, object>;

/** What happens before a method is carried out; a `grpc` fault refuses it. */
export async function before(
  faults: readonly Fault[],
  call: Call,
  signal: AbortSignal,
): Promise<'cut' | undefined> {
  for (const fault of faults) {
    if (fault.kind === 'delay') await rest(fault.ms, signal);
    if (fault.kind === 'stallBeforeHeaders') {
      await rest(fault.ms ?? 2 ** 30, signal);
      if (signal.aborted) return 'cut';
    }
    if (fault.kind === 'resetBeforeHeaders') return cut(call);
    if (fault.kind === 'grpc' && fault.code !== status.OK && fault.afterEvents === undefined) throw faultRefusal(fault);
  }
  return undefined;
}

/** `sent` messages have left. */
export async function midStream(
  faults: readonly Fault[],
  sent: number,
  call: Call,
  signal: AbortSignal,
): Promise<'cut' | undefined> {
  for (const fault of faults) {
    if (!('afterEvents' in fault) && fault.kind !== 'resetMidStream' && fault.kind !== 'stallMidStream') continue;
    if ((('afterEvents' in fault ? fault.afterEvents : undefined) ?? 2) !== sent) continue;
    if (fault.kind === 'stallMidStream') await rest(fault.ms ?? 2 ** 30, signal);
    if (fault.kind === 'resetMidStream') return cut(call);
    if (fault.kind === 'grpc') throw faultRefusal(fault);
  }
  return undefined;
}

type GrpcFault = Extract<Fault, { kind: 'grpc' }>;

const faultRefusal = ({ code, details }: GrpcFault): RpcRefusal =>
  new RpcRefusal(code, details ?? 'Injected by a fault');

/** A refusal as the server library takes it. */
export function refuseAs({ code, message }: RpcRefusal, faults: readonly Fault[]): StatusObject & Error {
  const metadata = faultTrailers(faults);
  const retryAfterSecs = hasFault(faults, 'grpc')?.retryAfterSecs;
  if (retryAfterSecs !== undefined) metadata.set('grpc-status-details-bin', retryPolicy(code, message, retryAfterSecs));
  return { name: 'Error', message, code, details: message, metadata };
}

export function faultTrailers(faults: readonly Fault[]): Metadata {
  const metadata = new Metadata();
  const warning = hasFault(faults, 'grpcWarning');
  if (warning) metadata.set('x-modal-warning', warning.texts.map(encodeURIComponent).join(','));
  return metadata;
}

/** An `RPCStatus` with one `Any` that holds an `RPCRetryPolicy`: the server asks for another attempt later. */
function retryPolicy(code: number, message: string, retryAfterSecs: number): Buffer {
  const float = Buffer.alloc(4);
  float.writeFloatLE(retryAfterSecs);
  const policy = Buffer.concat([Buffer.from([0x0d]), float]);
  const any = Buffer.concat([
    member(1, Buffer.from('type.googleapis.com/modal.client.RPCRetryPolicy')),
    member(2, policy),
  ]);
  return Buffer.concat([Buffer.from([0x08, code]), member(2, Buffer.from(message)), member(3, any)]);
}

/** A length-delimited member of a message; what is written here is shorter than 2^14. */
function member(number: number, bytes: Buffer): Buffer {
  const { length } = bytes;
  const size = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return Buffer.concat([Buffer.from([(number << 3) | 2, ...size]), bytes]);
}

/**
 * Takes the connection away under the call. The server library has no way to do so, hence the look at the HTTP/2
 * stream that it keeps.
 */
function cut(call: Call): 'cut' {
  const { stream } = (call as unknown as { call: { stream?: Http2Stream } }).call;
  if (!stream) throw new RpcRefusal(status.UNAVAILABLE, 'Connection dropped');
  stream.session?.destroy();
  return 'cut';
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => undefined);
}
