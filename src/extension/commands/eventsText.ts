import { t } from '@vscode/l10n';
import type { LogEntry } from '../../connectors/connector.ts';
import { logged } from '../logs/logText.ts';

/** Events as lines of a log, oldest first, what a container wrote indented under its event. */
export function eventsText(entries: LogEntry[]): string {
  if (entries.length === 0) return t('The platform has reported no events.\n');
  const text = [...entries]
    .sort((a, b) => a.at - b.at)
    .map(({ at, level, type, message, excerpt }) => {
      const line = logged(`${new Date(at).toISOString()} [${level}] ${type} ${message}`).trimEnd();
      return excerpt === undefined ? line : `${line}\n    ${logged(excerpt)}`;
    });
  return `${text.join('\n')}\n`;
}
