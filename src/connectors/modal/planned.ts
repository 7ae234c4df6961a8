import type { Check, PlannedRequest } from '../connector.ts';
import type { ModalApi } from './api.ts';

/** A call as a plan shows it: Modal's control plane speaks gRPC. */
export function plannedCall(api: ModalApi, rpc: string, body: object, note: string): PlannedRequest {
  return { method: 'gRPC', url: `${api.server}/modal.client.ModalClient/${rpc}`, body, note };
}

export function check(level: Check['level'], message: string, field?: Check['field']): Check {
  return { level, message, ...(field === undefined ? {} : { field }) };
}
