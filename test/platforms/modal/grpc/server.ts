import {
  type Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { FaultBook } from '../../kit/faults.ts';
import type { LoggedRequest, RequestLog } from '../../kit/requestLog.ts';
import { RpcRefusal, unimplemented } from '../errors.ts';
import type { World } from '../world.ts';
import { admit } from './admit.ts';
import {
  afterwards,
  before,
  type Call,
  Cut,
  faultTrailers,
  type Hit,
  midStream,
  refuseAs,
} from './faults.ts';
import { recent, type Rpc, type RpcCall, type RpcTable } from './table.ts';
import { loadService } from './wire.ts';

export interface ControlPlane {
  readonly origin: string;
  close(): void;
}

interface Setup {
  readonly world: World;
  readonly table: RpcTable;
  readonly faults: FaultBook;
  readonly log: RequestLog;
}

type UnaryCall = ServerUnaryCall<object, object>;
type StreamCall = ServerWritableStream<object, object>;

/** The gRPC side: admits, records, bends by the armed faults, and carries out. */
export async function serveControlPlane(setup: Setup, port = 0): Promise<ControlPlane> {
  const server = new Server({ 'grpc.max_receive_message_length': 100 * 2 ** 20 });
  const service = loadService();
  const methods: UntypedServiceImplementation = {};
  for (const [name, { path, responseStream }] of Object.entries(service)) {
    const rpc = setup.table.find(name);
    methods[name] = responseStream
      ? (call: StreamCall) => void stream(setup, path, rpc, call)
      : (call: UnaryCall, answer: sendUnaryData<object>) => void unary(setup, path, rpc, call, answer);
  }
  server.addService(service, methods);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) => {
      if (error) reject(error);
      else resolve(at);
    });
  });
  return { origin: `http://127.0.0.1:${bound}`, close: () => server.forceShutdown() };
}

async function unary(
  setup: Setup,
  path: string,
  rpc: Rpc | undefined,
  call: UnaryCall,
  answer: sendUnaryData<object>,
): Promise<void> {
  const { entry, hit } = begin(setup, path, call);
  try {
    await before(hit);
    const { run, context } = ready(setup, path, rpc, hit);
    const result = bent(setup, run(call.request as never, context), path);
    await afterwards(hit);
    answer(null, result, faultTrailers(hit.faults));
    finish(entry, 'answered', status.OK);
  } catch (error) {
    if (error instanceof Cut) {
      finish(entry, 'cut');
      return;
    }
    const refused = refusalOf(error, path, entry);
    answer(refuseAs(refused, hit.faults));
    finish(entry, 'answered', refused.code);
  }
}

async function stream(setup: Setup, path: string, rpc: Rpc | undefined, call: StreamCall): Promise<void> {
  const { entry, hit } = begin(setup, path, call);
  try {
    await before(hit);
    const { run, context } = ready(setup, path, rpc, hit);
    let sent = 0;
    for await (const message of run(call.request as never, context) as AsyncIterable<object>) {
      await midStream(hit, sent);
      if (hit.signal.aborted) break;
      call.write(message);
      sent += 1;
    }
    call.end(faultTrailers(hit.faults));
    finish(entry, hit.signal.aborted ? 'client-left' : 'answered', status.OK);
  } catch (error) {
    if (error instanceof Cut) {
      finish(entry, 'cut');
      return;
    }
    const refused = refusalOf(error, path, entry);
    call.emit('error', refuseAs(refused, hit.faults));
    finish(entry, 'answered', refused.code);
  }
}

/** Answers can be rewritten on the way: words of tomorrow, fields that are missing. */
function bent({ world }: Setup, answer: object, path: string): object {
  const { rewrite } = world;
  return rewrite ? (rewrite(structuredClone(answer), path) as object) : answer;
}

function begin({ world, faults, log }: Setup, path: string, call: Call): { entry: LoggedRequest; hit: Hit } {
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  call.on('close', () => gone.abort());
  world.clock.settle();
  const seen = { at: world.clock.now(), method: 'GRPC', path, search: '', body: call.request };
  const entry = log.open(seen, headersOf(call.metadata));
  const hit = { call, faults: faults.take('GRPC', path), signal: gone.signal };
  entry.faults = hit.faults.map(({ kind }) => kind);
  return { entry, hit };
}

/** Whoever waited for a fault sees the state of now. */
function ready(
  { world }: Setup,
  path: string,
  rpc: Rpc | undefined,
  { call, signal }: Hit,
): { run: Rpc['run']; context: RpcCall } {
  world.clock.settle();
  const token = admit(world, path, call.metadata);
  const missing = world.modes.oldServer && recent.has(path.slice(path.lastIndexOf('/') + 1));
  if (!rpc || missing) throw unimplemented(path);
  return { run: rpc.run, context: { metadata: call.metadata, token, signal } };
}

const headersOf = (metadata: Metadata): Record<string, string> =>
  Object.fromEntries(Object.keys(metadata.getMap()).map((key) => [key, metadata.get(key).join(', ')]));

function refusalOf(error: unknown, path: string, entry: LoggedRequest): RpcRefusal {
  if (error instanceof RpcRefusal) {
    entry.why = error.message;
    return error;
  }
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  process.stderr.write(`simulator: ${path}: ${stack}\n`);
  entry.why = 'the simulator crashed';
  return new RpcRefusal(status.INTERNAL, 'Internal error');
}

function finish(entry: LoggedRequest, outcome: LoggedRequest['outcome'], code?: number): void {
  entry.outcome = outcome;
  entry.status = code;
}
