import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Button, IconButton } from '../ui/Button.tsx';
import { Segments } from '../ui/Select.tsx';
import { Ago } from '../ui/time.tsx';
import { CustomWindow } from './CustomWindow.tsx';
import type { Shown } from './useShown.ts';
import { windowInWords, windows, type WindowId } from './windows.ts';

interface HeadProps {
  title: string;
  children: ComponentChildren;
  /** A line of its own under it. */
  under?: ComponentChildren;
  shown: Shown;
  refresh: () => void;
  busy: boolean;
  /** When the numbers were read. */
  at: number | undefined;
}

const custom = 'custom';
const options = [...windows, { value: custom, label: t('Custom') }];

export function Head({ title, children, under, shown, refresh, busy, at }: HeadProps) {
  const [asking, setAsking] = useState(false);
  const choose = (value: string): void => {
    if (value === custom) setAsking(true);
    else {
      setAsking(false);
      shown.slide(value as WindowId);
    }
  };
  return (
    <header class="panel-head">
      <div>
        <h1>{title}</h1>
        <p>{children}</p>
        {under}
      </div>
      <div class="head-tools">
        <Segments
          label={t('Window')}
          value={asking || shown.fixed ? custom : shown.sliding}
          options={options}
          onChange={choose}
        />
        <span class={busy ? 'row updated small quiet busy' : 'row updated small quiet'}>
          {at === undefined ? null : (
            <span>
              {t('updated')} <Ago at={at} />
            </span>
          )}
          {/* Always there: whoever is on it by keyboard stays on it. */}
          <IconButton icon="refresh" label={t('Refresh now')} busy={busy} onClick={refresh} />
        </span>
        {asking ? (
          <CustomWindow
            shown={shown.now()}
            onClose={() => setAsking(false)}
            onChoose={(window) => {
              setAsking(false);
              shown.choose(window);
            }}
          />
        ) : shown.fixed ? (
          <FixedWindow shown={shown} edit={() => setAsking(true)} />
        ) : null}
      </div>
    </header>
  );
}

/** That it does not move with the clock, and the way back to what does. */
function FixedWindow({ shown, edit }: { shown: Shown; edit: () => void }) {
  return (
    <p class="fixed-window small" role="status">
      <span>{shown.fixed ? t`${windowInWords(shown.fixed)}, fixed` : ''}</span>
      <Button icon="arrow-left" onClick={shown.back}>
        {t('Back')}
      </Button>
      <Button onClick={edit}>{t('Change…')}</Button>
    </p>
  );
}
