import type { ConnectorDefinition } from './connector.ts';
import type { PlatformId } from './domain.ts';
import { modal } from './modal/definition.ts';
import { predibase } from './predibase/definition.ts';
import { replicate } from './replicate/definition.ts';
import { together } from './together/definition.ts';

/** The platforms that Slipway speaks to. Usable without VS Code. */
export const definitions: Readonly<Record<PlatformId, ConnectorDefinition>> = {
  together,
  replicate,
  predibase,
  modal,
};

export * from './connector.ts';
export * from './domain.ts';
export * from './errors.ts';
export * from './inference.ts';
export { systemClock } from './clock.ts';
export { tokenCost } from './money.ts';
