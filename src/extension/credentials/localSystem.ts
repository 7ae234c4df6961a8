import { t } from '@vscode/l10n';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import type { LocalSystem } from '../../connectors/connector.ts';
import { PlatformError } from '../../connectors/errors.ts';

/** This machine, as far as importing credentials looks at it. */
export const localSystem = (env: LocalSystem['env']): LocalSystem => ({
  env,
  home: homedir(),
  readText: async (path) => {
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      const message = t`${path} could not be read.`;
      throw new PlatformError(
        { code: 'invalid', message, hint: t('Check that it is yours to read.') },
        error,
      );
    }
  },
});
