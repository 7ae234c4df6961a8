import { t } from '@vscode/l10n';
import { useState } from 'preact/hooks';
import { PlatformError } from '../../connectors/errors.ts';
import type { SnippetLanguage } from '../protocol.ts';
import { useCommon } from '../ui/common.tsx';

const languages: [SnippetLanguage, string][] = [
  ['curl', 'cURL'],
  ['python', 'Python'],
  ['typescript', 'TypeScript'],
];

export function CopyAs({ snippet }: { snippet: (language: SnippetLanguage) => Promise<string> }) {
  const { copy } = useCommon();
  const [said, setSaid] = useState('');
  const take = (language: SnippetLanguage, word: string): void => {
    snippet(language).then(
      (text) => {
        copy(text);
        setSaid(t`Copied as ${word}. The key is read from an environment variable.`);
      },
      (error: unknown) => setSaid(error instanceof PlatformError ? error.message : String(error)),
    );
  };
  return (
    <div class="copy-as small">
      <span class="quiet">{t('Copy as')}</span>
      {languages.map(([language, word]) => (
        <button key={language} type="button" class="text-button" onClick={() => take(language, word)}>
          {word}
        </button>
      ))}
      <span role="status" class="quiet">
        {said}
      </span>
    </div>
  );
}
