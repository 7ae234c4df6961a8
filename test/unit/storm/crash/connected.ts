import type { Account, Connector, ConnectorDefinition, Memory } from '../../../../src/connectors/index.ts';
import { definitions } from '../../../../src/connectors/index.ts';
import type { Job } from './job.ts';

/** The platform of a job, as a window has it. */
export async function connected(
  { platform, baseUrls, credentials }: Pick<Job, 'platform' | 'baseUrls' | 'credentials'>,
  memory: Memory,
): Promise<{ definition: ConnectorDefinition; connector: Connector; account: Account }> {
  const definition = definitions[platform];
  const connector = (await definition.load())({ baseUrls, credentials, memory });
  return { definition, connector, account: await connector.verify() };
}
