import { t } from '@vscode/l10n';
import type { ConnectorDefinition } from '../../connectors/connector.ts';
import { PlatformError, type ErrorData } from '../../connectors/errors.ts';

type Named = Pick<ConnectorDefinition, 'id' | 'displayName'>;

export const noServers = ({ id, displayName }: Named): PlatformError =>
  new PlatformError({
    code: 'unsupported',
    platform: id,
    message: t`${displayName} has no servers that could be registered by URL.`,
  });

export const wrongBaseUrl = ({ id, displayName }: Named, problems: string[]): ErrorData => ({
  code: 'invalid',
  platform: id,
  message: t`${displayName} is not connected, because a base URL in the settings is wrong. ${problems.join(' ')}`,
  hint: t`Correct slipway.${id}.baseUrl in the settings, or empty it.`,
});
