import { absolute, ago } from '../shared/format.ts';
import { useNow } from './hooks.ts';

/** "4 s ago", the exact moment in its title. */
export function Ago({ at }: { at: number }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={absolute(at)}>
      {ago(at, now)}
    </time>
  );
}
