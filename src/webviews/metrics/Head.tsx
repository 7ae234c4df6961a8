import type { ComponentChildren } from 'preact';
import { IconButton } from '../ui/Button.tsx';
import { Ring } from '../ui/marks.tsx';
import { Segments } from '../ui/Select.tsx';
import { Ago } from '../ui/time.tsx';
import { windows, type WindowId } from './windows.ts';

interface HeadProps {
  title: string;
  children: ComponentChildren;
  /** A line of its own under it. */
  under?: ComponentChildren;
  window: WindowId;
  setWindow: (id: WindowId) => void;
  refresh: () => void;
  busy: boolean;
  /** When the numbers were read. */
  at: number | undefined;
}

export function Head({ title, children, under, window, setWindow, refresh, busy, at }: HeadProps) {
  return (
    <header class="panel-head">
      <div>
        <h1>{title}</h1>
        <p>{children}</p>
        {under}
      </div>
      <div class="head-tools">
        <Segments
          label="Window"
          value={window}
          options={windows}
          onChange={(value) => setWindow(value as WindowId)}
        />
        <span class="row updated small quiet">
          {at === undefined ? null : (
            <span>
              updated <Ago at={at} />
            </span>
          )}
          {busy ? <Ring /> : <IconButton icon="refresh" label="Refresh now" onClick={refresh} />}
        </span>
      </div>
    </header>
  );
}
