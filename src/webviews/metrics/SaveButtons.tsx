import type { MetricsReport, PlatformReport } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { fileName } from './csv.ts';
import { reportCsv, reportJson } from './export.ts';
import type { MetricsHost } from './windows.ts';

interface SaveButtonsProps {
  host: MetricsHost;
  name: string;
  report: MetricsReport | undefined;
  platform: PlatformReport | undefined;
}

/** What is shown, as a file. */
export function SaveButtons({ host, name, report, platform }: SaveButtonsProps) {
  if (report === undefined) return null;
  const save = (type: 'csv' | 'json', text: string): void => {
    // A failure is told by the editor, which writes the file.
    void host.rpc.call('save', { name: fileName(name, report.window, type), text }).catch(() => undefined);
  };
  return (
    <>
      <Button icon="save" onClick={() => save('csv', reportCsv(report))}>
        Save as CSV…
      </Button>
      <Button icon="json" onClick={() => save('json', reportJson(name, report, platform))}>
        Save as JSON…
      </Button>
    </>
  );
}
