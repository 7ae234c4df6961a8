import type { Failures } from '../failures.ts';
import type { CommandId, Handlers } from '../ids.ts';

export type RunCommand = (id: CommandId, given: readonly unknown[]) => Promise<unknown>;

/** Runs commands; what one throws is reported once, with a way to try again. */
export function commandRunner(handlers: Handlers, failures: Failures): RunCommand {
  const run: RunCommand = async (id, given) => {
    try {
      return await (handlers[id] as (...args: readonly unknown[]) => unknown)(...given);
    } catch (error) {
      failures.report(error, () => run(id, given));
      return undefined;
    }
  };
  return run;
}
