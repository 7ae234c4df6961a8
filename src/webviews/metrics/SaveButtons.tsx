import { t } from '@vscode/l10n';
import type { TimeWindow } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { fileName } from './csv.ts';
import type { MetricsHost } from './windows.ts';

interface SaveButtonsProps {
  host: MetricsHost;
  /** What the file is called by. */
  about: string;
  window: TimeWindow;
  csv: () => string;
  json: () => string;
}

/** What is shown, as a file. */
export function SaveButtons({ host, about, window, csv, json }: SaveButtonsProps) {
  const save = (type: 'csv' | 'json', text: string): void => {
    // A failure is told by the editor, which writes the file.
    void host.rpc.call('save', { name: fileName(about, window, type), text }).catch(() => undefined);
  };
  return (
    <>
      <Button icon="save" onClick={() => save('csv', csv())}>
        {t('Save as CSV…')}
      </Button>
      <Button icon="json" onClick={() => save('json', json())}>
        {t('Save as JSON…')}
      </Button>
    </>
  );
}
