import { t } from '@vscode/l10n';
import { useMemo, useState } from 'preact/hooks';
import { IconButton } from './Button.tsx';
import { useCommon } from './common.tsx';
import { pythonPieces } from './python.ts';

interface CodeProps {
  text: string;
  label: string;
  wrap?: boolean;
  language?: 'python';
  /** Long ones are cut short until a person wants all of it. */
  folds?: boolean;
}

const manyLines = 24;

/** Text as it is, with a way to take it along. */
export function Code({ text, label, wrap = false, language, folds = false }: CodeProps) {
  const [all, setAll] = useState(false);
  const lines = useMemo(() => text.trimEnd().split('\n').length, [text]);
  const long = folds && lines > manyLines;
  const look = [wrap ? 'wrap' : '', long ? (all ? 'whole' : 'cut') : ''].filter(Boolean).join(' ');
  return (
    <div class="code-frame">
      <div class="code">
        {/* A region that scrolls must be reachable by keyboard. */}
        <pre class={look} tabIndex={0} role="region" aria-label={label}>
          {language === 'python' ? <Python text={text} /> : text}
        </pre>
        <div class="code-copy">
          <CopyButton text={text} label={label} />
        </div>
      </div>
      {long ? (
        <button type="button" class="text-button small" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t('Show less') : t`Show all ${String(lines)} lines`}
        </button>
      ) : null}
    </div>
  );
}

function Python({ text }: { text: string }) {
  const pieces = useMemo(() => pythonPieces(text), [text]);
  return (
    <>
      {pieces.map(({ text: piece, kind }, at) =>
        kind === undefined ? (
          piece
        ) : (
          <span key={at} class={`code-${kind}`}>
            {piece}
          </span>
        ),
      )}
    </>
  );
}

/** Takes a text along, and says for a moment that it did. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { copy } = useCommon();
  const [copied, setCopied] = useState(false);
  const take = (): void => {
    copy(text);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <IconButton
      icon={copied ? 'check' : 'copy'}
      label={copied ? t('Copied') : t`Copy: ${label}`}
      onClick={take}
    />
  );
}

export const json = (value: unknown): string => JSON.stringify(value, undefined, 2);
