import { t } from '@vscode/l10n';
import type { TimeWindow } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { fileName } from './csv.ts';
import type { MetricsHost } from './windows.ts';

interface SaveButtonsProps {
  host: MetricsHost;
  /** What the file is called by. */
  about: string;
  /** Absent until there is something to save: the buttons are in their place already. */
  of: { window: TimeWindow; csv: () => string; json: () => string } | undefined;
}

/** What is shown, as a file. */
export function SaveButtons({ host, about, of }: SaveButtonsProps) {
  const save = (type: 'csv' | 'json'): void => {
    if (of === undefined) return;
    // A failure is told by the editor, which writes the file.
    const file = { name: fileName(about, of.window, type), text: of[type]() };
    void host.rpc.call('save', file).catch(() => undefined);
  };
  const wait = of === undefined ? { disabled: true, title: t('Once the figures are there.') } : {};
  return (
    <>
      <Button icon="save" onClick={() => save('csv')} {...wait}>
        {t('Save as CSV…')}
      </Button>
      <Button icon="json" onClick={() => save('json')} {...wait}>
        {t('Save as JSON…')}
      </Button>
    </>
  );
}
