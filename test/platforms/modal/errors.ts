import { status } from '@grpc/grpc-js';

/** Refuses an RPC, or one of the simulator's own deploy routes, with a gRPC status. */
export class RpcRefusal extends Error {
  readonly code: status;

  constructor(code: status, details: string) {
    super(details);
    this.code = code;
  }
}

export const invalid = (details: string): RpcRefusal => new RpcRefusal(status.INVALID_ARGUMENT, details);
export const notFound = (details: string): RpcRefusal => new RpcRefusal(status.NOT_FOUND, details);
export const exists = (details: string): RpcRefusal => new RpcRefusal(status.ALREADY_EXISTS, details);
export const wrongState = (details: string): RpcRefusal =>
  new RpcRefusal(status.FAILED_PRECONDITION, details);
export const notAllowed = (details: string): RpcRefusal => new RpcRefusal(status.PERMISSION_DENIED, details);
export const unauthenticated = (details: string): RpcRefusal =>
  new RpcRefusal(status.UNAUTHENTICATED, details);
export const unimplemented = (method: string): RpcRefusal =>
  new RpcRefusal(status.UNIMPLEMENTED, `The server does not implement the method ${method}`);
