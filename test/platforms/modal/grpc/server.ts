import {
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServerWritableStream,
  type sendUnaryData,
  status,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { FaultBook } from '../../kit/faults.ts';
import type { LoggedRequest, RequestLog } from '../../kit/requestLog.ts';
import { RpcRefusal, unimplemented } from '../errors.ts';
import type { World } from '../world.ts';
import { admit } from './admit.ts';
import { before, faultTrailers, midStream, refuseAs } from './faults.ts';
import { recent, type Rpc, type RpcCall, type RpcTable } from './table.ts';
import { loadService } from './wire.ts';

type Call = ServerUnaryCall<object, object> | ServerWritableStream<object, object>;

export interface ControlPlane {
  readonly origin: string;
  close(): Promise<void>;
}

interface Setup {
  readonly world: World;
  readonly table: RpcTable;
  readonly faults: FaultBook;
  readonly log: RequestLog;
}

/** The gRPC side: admits, records, bends by the armed faults, and carries out. */
export async function serveControlPlane(setup: Setup, port = 0): Promise<ControlPlane> {
  const server = new Server({ 'grpc.max_receive_message_length': 100 * 2 ** 20 });
  const service = loadService();
  const methods: UntypedServiceImplementation = {};
  for (const [name, { path, responseStream }] of Object.entries(service)) {
    const rpc = setup.table.find(name);
    methods[name] = responseStream
      ? (call: ServerWritableStream<object, object>) => void stream(setup, path, rpc, call)
      : (call: ServerUnaryCall<object, object>, answer: sendUnaryData<object>) =>
          void unary(setup, path, rpc, call, answer);
  }
  server.addService(service, methods);
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, at) =>
      error ? reject(error) : resolve(at),
    );
  });
  return {
    origin: `http://127.0.0.1:${bound}`,
    close: async () => server.forceShutdown(),
  };
}

async function unary(
  setup: Setup,
  path: string,
  rpc: Rpc | undefined,
  call: ServerUnaryCall<object, object>,
  answer: sendUnaryData<object>,
): Promise<void> {
  const begun = begin(setup, path, call);
  try {
    if ((await before(begun.faults, call, begun.signal)) === 'cut') return finish(begun.entry, 'cut');
    setup.world.clock.settle();
    const { run, context } = ready(setup, path, rpc, call, begun.signal);
    const result = run(call.request as never, context);
    const lost = begun.faults.find(({ kind }) => kind === 'loseResponse');
    if (lost && (await before([{ kind: 'resetBeforeHeaders' }], call, begun.signal)) === 'cut') {
      return finish(begun.entry, 'cut');
    }
    answer(null, result, faultTrailers(begun.faults));
    finish(begun.entry, 'answered', status.OK);
  } catch (error) {
    const refused = refusalOf(error, path, begun.entry);
    answer({ ...refuseAs(refused, begun.faults) });
    finish(begun.entry, 'answered', refused.code);
  }
}

async function stream(
  setup: Setup,
  path: string,
  rpc: Rpc | undefined,
  call: ServerWritableStream<object, object>,
): Promise<void> {
  const begun = begin(setup, path, call);
  try {
    if ((await before(begun.faults, call, begun.signal)) === 'cut') return finish(begun.entry, 'cut');
    setup.world.clock.settle();
    const { run, context } = ready(setup, path, rpc, call, begun.signal);
    let sent = 0;
    for await (const message of run(call.request as never, context) as AsyncIterable<object>) {
      if ((await midStream(begun.faults, sent, call, begun.signal)) === 'cut') return finish(begun.entry, 'cut');
      if (begun.signal.aborted) break;
      call.write(message);
      sent += 1;
    }
    call.end(faultTrailers(begun.faults));
    finish(begun.entry, begun.signal.aborted ? 'client-left' : 'answered', status.OK);
  } catch (error) {
    const refused = refusalOf(error, path, begun.entry);
    call.emit('error', refuseAs(refused, begun.faults));
    finish(begun.entry, 'answered', refused.code);
  }
}

function begin({ world, faults, log }: Setup, path: string, call: Call) {
  const gone = new AbortController();
  call.on('cancelled', () => gone.abort());
  call.on('close', () => gone.abort());
  world.clock.settle();
  const entry = log.open(
    { at: world.clock.now(), method: 'GRPC', path, search: '', body: call.request },
    headersOf(call.metadata),
  );
  const hit = faults.take('GRPC', path);
  entry.faults = hit.map(({ kind }) => kind);
  return { entry, faults: hit, signal: gone.signal };
}

function ready(
  { world }: Setup,
  path: string,
  rpc: Rpc | undefined,
  call: Call,
  signal: AbortSignal,
): { run: Rpc['run']; context: RpcCall } {
  const token = admit(world, path, call.metadata);
  const missing = world.modes.oldServer && recent.has(path.slice(path.lastIndexOf('/') + 1));
  if (!rpc || missing) throw unimplemented(path);
  return { run: rpc.run, context: { metadata: call.metadata, token, signal } };
}

/** Idempotency keys are no secrets, and tests want to compare them. */
function headersOf(metadata: Metadata): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const key of Object.keys(metadata.getMap())) {
    shown[key === 'x-idempotency-key' ? 'x-idempotency' : key] = metadata.get(key).join(', ');
  }
  return shown;
}

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
