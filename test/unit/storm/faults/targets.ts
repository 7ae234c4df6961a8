import type { CallKind } from './calls.ts';
import type { Place, Stage } from '../../conformance/stage.ts';

const rpc = (name: string): Place => ({ method: 'GRPC', path: `/modal.client.ModalClient/${name}` });

const everything: Place[] = [{ path: '/**' }];
const httpWrites: Place[] = ['POST', 'PUT', 'PATCH', 'DELETE'].map((method) => ({ method, path: '/**' }));

/** What changes something on Modal. */
const rpcWrites: Place[] = [
  'EndpointCreate',
  'EndpointStop',
  'AppStop',
  'AppRollover',
  'AppRollback',
  'FunctionUpdateSchedulingParams',
  'WebhookTokenCreate',
].map(rpc);

/** The requests of a call that a fault strikes. */
export function targets({ definition, places }: Stage, kind: CallKind): Place[] {
  const modal = definition.id === 'modal';
  // What it asks before are calls of their own, which are struck as such.
  if (kind === 'follow') return [rpc('AppGetLogs')];
  if (kind === 'read') return modal ? [rpc('**')] : everything;
  if (kind === 'ask' || kind === 'stream')
    return [places.invoke, places.stream].filter((place) => place !== undefined);
  return modal ? rpcWrites : httpWrites;
}

/** Whether a second one of it would be a second bill. */
export function spends(method: string, path: string): boolean {
  return method === 'POST' || /\/(EndpointCreate|AppRollover|AppRollback|WebhookTokenCreate)$/.test(path);
}
