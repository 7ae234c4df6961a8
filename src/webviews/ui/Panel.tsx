import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ErrorData } from '../protocol.ts';
import { useCommon } from './common.tsx';
import { Waiting } from './marks.tsx';
import { SkeletonPanel } from './Skeleton.tsx';
import { LoadError } from './StandingNote.tsx';
import { useResource } from './useResource.ts';

interface PanelProps<State> {
  name: 'wizard' | 'tester' | 'metrics';
  load: (signal: AbortSignal) => Promise<State>;
  /** Calls `again` when what failed with this error may work now; returns what stops it. */
  recovers: (error: ErrorData, again: () => void) => () => void;
  children: (state: State) => ComponentChildren;
}

/** Before it is known what a panel is about. */
const titles = { wizard: t('New deployment'), tester: t('Endpoint tester'), metrics: t('Metrics') };

/** The frame of every panel: it waits for its state, shows why there is none, and comes back by itself. */
export function Panel<State>({ name, load, recovers, children }: PanelProps<State>) {
  const { value, error, loading, reload } = useResource('state', load);
  const { connect } = useCommon();
  useEffect(() => (error === undefined ? undefined : recovers(error, reload)), [error, reload, recovers]);
  return (
    <main class={`panel ${name}`}>
      {error === undefined ? null : (
        <>
          {value === undefined ? <h1 class="panel-head">{titles[name]}</h1> : null}
          <LoadError error={error} retry={reload} connect={connect} />
        </>
      )}
      {value === undefined && loading ? (
        <SkeletonPanel>
          <Waiting>{t('Opening…')}</Waiting>
        </SkeletonPanel>
      ) : null}
      {value === undefined ? null : children(value)}
    </main>
  );
}
