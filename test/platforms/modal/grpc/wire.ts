import { type GrpcObject, loadPackageDefinition, type ServiceClientConstructor } from '@grpc/grpc-js';
import { definition } from './definition.ts';

/** `google.protobuf.Timestamp` as the loader writes it. */
export interface Timestamp {
  readonly seconds: string | number;
  readonly nanos: number;
}

export function loadService(): ServiceClientConstructor['service'] {
  const loaded = loadPackageDefinition(definition()) as unknown as {
    modal: { client: GrpcObject & { ModalClient: ServiceClientConstructor } };
  };
  return loaded.modal.client.ModalClient.service;
}

export const stamp = (ms: number): Timestamp => ({
  seconds: Math.floor(ms / 1000),
  nanos: Math.round((ms - Math.floor(ms / 1000) * 1000) * 1e6),
});

export const msOf = (at: Timestamp | null | undefined): number | undefined =>
  at ? Number(at.seconds) * 1000 + at.nanos / 1e6 : undefined;

/** Apps, containers and lists tell seconds, 0 for never. */
export const seconds = (ms: number): number => ms / 1000;
