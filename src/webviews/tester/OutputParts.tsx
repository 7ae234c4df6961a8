import { t } from '@vscode/l10n';
import type { OutputPart, OutputFile } from '../protocol.ts';
import { Code, json } from '../ui/Code.tsx';
import { FilePart } from './FilePart.tsx';

export type FetchFile = (url: string, signal: AbortSignal) => Promise<OutputFile>;

/** An answer that is more than text, piece by piece. All of it is data: nothing here becomes markup. */
export function OutputParts({ parts, fetchFile }: { parts: readonly OutputPart[]; fetchFile: FetchFile }) {
  return (
    <div class="parts">
      {parts.map((part, index) => {
        switch (part.kind) {
          case 'text':
            return (
              <div
                key={index}
                class="output"
                tabIndex={0}
                role="region"
                aria-label={t`Text ${String(index + 1)}`}
              >
                {part.text}
              </div>
            );
          case 'json':
            return <Code key={index} text={json(part.value)} label={t`Output ${String(index + 1)}`} />;
          case 'file':
            return (
              <FilePart
                key={`${String(index)} ${part.url.slice(0, 200)}`}
                url={part.url}
                mediaType={part.mediaType}
                fetchFile={fetchFile}
              />
            );
        }
      })}
    </div>
  );
}
