import type { LogEntry } from '../../connectors/connector.ts';

/** Events as lines of a log, oldest first, what a container wrote indented under its event. */
export function eventsText(entries: LogEntry[]): string {
  if (entries.length === 0) return 'The platform has reported no events.\n';
  const text = [...entries]
    .sort((a, b) => a.at - b.at)
    .map(({ at, level, type, message, excerpt }) => {
      const line = `${new Date(at).toISOString()} [${level}] ${type} ${message}`.trimEnd();
      return excerpt === undefined ? line : `${line}\n${excerpt.replace(/^/gm, '    ')}`;
    });
  return `${text.join('\n')}\n`;
}
