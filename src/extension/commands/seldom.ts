import type { Handlers } from '../ids.ts';
import { codeCommand } from './code.ts';
import { releasesCommand, type ReleasesCommandOptions } from './releases.ts';
import { serverlessCommand, type ServerlessCommandOptions } from './serverless.ts';
import { trafficCommand } from './traffic.ts';

export type SeldomCommand = keyof ReturnType<typeof seldomCommands>;

/** Commands that most windows never run: a file of their own, which is read with the first of them. */
export function seldomCommands(options: ReleasesCommandOptions & ServerlessCommandOptions) {
  const { service, dialogs, ready } = options;
  return {
    ...serverlessCommand(options),
    ...trafficCommand(options),
    ...releasesCommand(options),
    ...codeCommand(service, dialogs, ready),
  } satisfies Partial<Handlers>;
}
