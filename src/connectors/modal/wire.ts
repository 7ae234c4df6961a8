import type { ModalClient } from 'modal';

/**
 * The calls of Modal's control plane as its own npm client types them. The client exports no message types, so
 * they are taken from its methods. Calls that the published protocol lacks may be missing on a server: see
 * `ModalApi.optional`.
 */
export type ControlPlane = ModalClient['cpClient'];

type Answer<M> = M extends (...args: never[]) => infer R ? R : never;

export type Unary = {
  [K in keyof ControlPlane]: Answer<ControlPlane[K]> extends Promise<unknown> ? K : never;
}[keyof ControlPlane];
export type Streaming = {
  [K in keyof ControlPlane]: Answer<ControlPlane[K]> extends AsyncIterable<unknown> ? K : never;
}[keyof ControlPlane];

/** Enumerations as their numbers: the client does not export their names, and a server may know more of them. */
type Numbered<T> = T extends number
  ? number
  : T extends Date | Uint8Array
    ? T
    : T extends object
      ? { [P in keyof T]: Numbered<T[P]> }
      : T;

export type Request<K extends keyof ControlPlane> = Numbered<Parameters<ControlPlane[K]>[0]>;
export type Reply<K extends Unary> = Awaited<ReturnType<ControlPlane[K]>>;
export type Message<K extends Streaming> =
  ReturnType<ControlPlane[K]> extends AsyncIterable<infer M> ? M : never;
