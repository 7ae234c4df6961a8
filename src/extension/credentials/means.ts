import type { ConnectorDefinition, ServerEntry } from '../../connectors/connector.ts';
import type { BaseUrlChoice } from './baseUrls.ts';
import type { Credentials } from './credentialStore.ts';

/** What a platform is connected with. */
export interface Means {
  credentials: Credentials;
  servers: ServerEntry[];
  baseUrls: BaseUrlChoice;
}

/** The same for all means of one account, servers apart. It holds keys: compare it, and keep it nowhere. */
export const accountOf = (definition: ConnectorDefinition, { credentials, baseUrls }: Means): string =>
  JSON.stringify([withoutIssued(definition, credentials), baseUrls]);

/** Whose account it is does not depend on what the platform made for it. */
const withoutIssued = ({ issued }: ConnectorDefinition, credentials: Credentials): Credentials =>
  Object.fromEntries(Object.entries(credentials).filter(([key]) => !issued?.keys.includes(key)));
