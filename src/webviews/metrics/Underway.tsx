import { t } from '@vscode/l10n';
import type { ComponentChildren } from 'preact';
import { Waiting } from '../ui/marks.tsx';
import type { OfWindow } from './useOfWindow.ts';
import type { Shown } from './useShown.ts';

interface UnderwayProps {
  of: OfWindow<unknown>;
  shown: Shown;
  /** Who is asked; absent: it is computed here. */
  whom?: string;
  /** What the figures are, once they are there. */
  children: ComponentChildren;
}

/** The line over figures: what they are of, or that they are not those of the window that was chosen. */
export function Underway({ of: { value, loading, old }, shown, whom, children }: UnderwayProps) {
  const doing = whom === undefined ? t('Computing') : t`Asking ${whom}`;
  if (loading && value === undefined) return <Waiting>{`${doing}…`}</Waiting>;
  if (!old) return <p class="quiet">{children}</p>;
  const before = t('These are still the figures from before.');
  if (!loading) return <p class="quiet">{before}</p>;
  return <Waiting>{t`${doing} what happened ${shown.words}… ${before}`}</Waiting>;
}
