import { t } from '@vscode/l10n';
import type { PlannedFile } from '../protocol.ts';
import { Code } from '../ui/Code.tsx';
import { Badge, Icon } from '../ui/marks.tsx';

/** What is written on the person's machine, to be read before it is. */
export function PlannedFiles({ files }: { files: readonly PlannedFile[] }) {
  if (files.length === 0) return null;
  return (
    <section>
      <h2>{files.length === 1 ? t('The file that is written') : t('The files that are written')}</h2>
      <ul class="files">
        {files.map((file) => (
          <li key={file.path}>
            <p class="file-head">
              <Icon name="file-code" />
              <span class="mono">{file.path}</span>
              <Standing of={file} />
            </p>
            <p class="quiet small">{file.note}</p>
            <Code folds text={file.text} language={file.language} label={t`Contents of ${file.path}`} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Standing({ of: { standing } }: { of: PlannedFile }) {
  switch (standing) {
    case 'new':
      return <Badge>{t('New file')}</Badge>;
    case 'same':
      return <Badge>{t('Unchanged')}</Badge>;
    case 'changed':
      return (
        <span class="blocked-reason small">
          {t('Differs from the file that is there: you will be asked before it is replaced.')}
        </span>
      );
  }
}
