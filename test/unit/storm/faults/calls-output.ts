import assert from 'node:assert/strict';
import type { LogEntry } from '../../../../src/connectors/index.ts';
import type { Call } from './calls.ts';

/** Lines of which some are there when it begins, so that a stream can break between them. */
const lines = Array.from({ length: 6 }, (_, at) => `storm, line ${at + 1}`);

/** What a deployment gives out beside its answers. */
export const outputs: readonly Call[] = [
  {
    name: 'follow',
    kind: 'follow',
    ready: async (stage) => {
      const { connector, control, write } = stage;
      const id = await stage.active();
      stage.advance(1000);
      const since = control.now();
      for (const line of lines) write?.(id, line);
      return (
        connector.follow && ((signal) => followed(connector.follow?.(id, { since }, signal) ?? absent()))
      );
    },
  },
  {
    name: 'file',
    kind: 'read',
    ready: async ({ connector, picture }) => {
      const url = await picture?.();
      if (url === undefined || !connector.file) return undefined;
      return async (signal) => {
        const { base64 } = (await connector.file?.(url, signal)) ?? absent();
        return base64 === '' ? [] : [base64];
      };
    },
  },
];

/** Leaves when all is told. Each line comes once, in order, whatever happens between them. */
async function followed(log: AsyncIterable<LogEntry>): Promise<string[]> {
  const told: string[] = [];
  for await (const { message } of log) {
    if (lines.includes(message)) told.push(message);
    if (message === lines.at(-1)) break;
  }
  assert.deepEqual(told, lines, 'a line is lost, doubled or out of its order');
  return told;
}

export function absent(): never {
  throw new Error('the method was there a moment ago');
}
