import {
  Metadata,
  type ServerUnaryCall,
  type ServerWritableStream,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import type { ServerHttp2Stream } from 'node:http2';
import { setTimeout as wait } from 'node:timers/promises';
import { hasFault } from '../../kit/answers.ts';
import type { Fault } from '../../kit/faults.ts';
import { RpcRefusal } from '../errors.ts';
import { answerRaw } from './raw.ts';

export type Call = ServerUnaryCall<object, object> | ServerWritableStream<object, object>;

/** A call and what is armed for it. */
export interface Hit {
  readonly call: Call;
  readonly faults: readonly Fault[];
  readonly signal: AbortSignal;
}

/** There is nobody left to answer. */
export class Cut extends Error {}

/** What happens before a method is carried out. */
export async function before({ faults, signal, call }: Hit): Promise<void> {
  for (const fault of faults) {
    if (fault.kind === 'delay') await rest(fault.ms, signal);
    if (fault.kind === 'stallBeforeHeaders') await rest(fault.ms ?? 2 ** 30, signal);
    if (fault.kind === 'resetBeforeHeaders') cut(call);
    if (answerRaw(streamOf(call), fault)) throw new Cut('by a fault');
    if (fault.kind === 'grpc' && fault.afterEvents === undefined) throw faultRefusal(fault);
  }
}

/** Between a method that was carried out and its answer. */
export async function afterwards({ faults, signal, call }: Hit): Promise<void> {
  const lost = hasFault(faults, 'loseResponse');
  if (!lost) return;
  if (lost.how === 'stall') await rest(2 ** 30, signal);
  if (lost.how === 'status') throw new RpcRefusal(status.UNAVAILABLE, 'upstream connect error');
  cut(call);
}

/** `sent` messages of a stream have left. */
export async function midStream({ faults, signal, call }: Hit, sent: number): Promise<void> {
  const due = (afterEvents: number | undefined): boolean => (afterEvents ?? 2) === sent;
  for (const fault of faults) {
    if (fault.kind === 'stallMidStream' && due(fault.afterEvents)) await rest(fault.ms ?? 2 ** 30, signal);
    if (fault.kind === 'resetMidStream' && due(fault.afterEvents)) cut(call);
    if (fault.kind === 'grpc' && due(fault.afterEvents)) throw faultRefusal(fault);
  }
}

const faultRefusal = ({ code, details }: Extract<Fault, { kind: 'grpc' }>): RpcRefusal =>
  new RpcRefusal(statusOf(code), details ?? 'Injected by a fault');

function statusOf(code: number): status {
  const known = Object.values(status).filter((one) => typeof one !== 'string');
  return known.find((one): boolean => (one as number) === code) ?? status.UNKNOWN;
}

/** A refusal as the server library takes it. */
export function refuseAs({ code, message }: RpcRefusal, faults: readonly Fault[]): ServiceError {
  const metadata = faultTrailers(faults);
  const retryAfterSecs = hasFault(faults, 'grpc')?.retryAfterSecs;
  if (retryAfterSecs !== undefined) {
    metadata.set('grpc-status-details-bin', retryPolicy(code, message, retryAfterSecs));
  }
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
function cut(call: Call): never {
  streamOf(call).session?.destroy();
  throw new Cut('by a fault');
}

function streamOf(call: Call): ServerHttp2Stream {
  const { stream } = (call as unknown as { call: { stream?: ServerHttp2Stream } }).call;
  if (!stream) throw new RpcRefusal(status.UNAVAILABLE, 'Connection dropped');
  return stream;
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal }).catch(() => {
    throw new Cut('the client left');
  });
}
