import { t } from '@vscode/l10n';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { ErrorData } from '../protocol.ts';
import { Callout, ErrorCallout } from '../ui/Callout.tsx';
import { useCommon } from '../ui/common.tsx';
import { Icon, Waiting } from '../ui/marks.tsx';
import { useResource } from '../ui/useResource.ts';
import { addressOf, bytesInWords, isPicture, type OutputAddress } from './media.ts';
import type { FetchFile } from './OutputParts.tsx';

interface FilePartProps {
  url: string;
  mediaType: string | undefined;
  fetchFile: FetchFile;
}

/** A file of an answer: a picture is shown, anything else is named; each can be opened where it lives. */
export function FilePart({ url, mediaType, fetchFile }: FilePartProps) {
  const address = addressOf(url, mediaType);
  const picture = isPicture(address.mediaType);
  return (
    <figure class="file-part">
      {picture && address.data !== undefined ? <Picture source={url} name={address.name} /> : null}
      {picture && address.web !== undefined ? (
        <FetchedPicture url={url} name={address.name} fetchFile={fetchFile} />
      ) : null}
      <figcaption class="file-caption small">
        <Icon name={picture ? 'file-media' : 'file'} class="inline-icon" />
        <span class="file-name">{address.name}</span>
        <span class="quiet">{about(address)}</span>
        <FileActions url={url} address={address} />
      </figcaption>
    </figure>
  );
}

function about({ mediaType, data }: OutputAddress): string {
  const size = data === undefined ? undefined : bytesInWords(data.bytes);
  return [mediaType, size].filter(Boolean).join(', ');
}

function FileActions({ url, address: { web, data, name } }: { url: string; address: OutputAddress }) {
  const { copy, openExternal } = useCommon();
  const [copied, setCopied] = useState(false);
  const take = (): void => {
    copy(url);
    setCopied(true);
    setTimeout(() => setCopied(false), 2000);
  };
  return (
    <span class="file-actions">
      {web === undefined ? null : (
        <button type="button" class="text-button" onClick={() => openExternal(url)}>
          {t('Open')}
          <span class="sr-only"> {name}</span>
        </button>
      )}
      <button type="button" class="text-button" onClick={take}>
        {copied ? t('Copied') : data === undefined ? t('Copy link') : t('Copy as data URI')}
        <span class="sr-only">
          {' '}
          {t('of')} {name}
        </span>
      </button>
    </span>
  );
}

function Picture({ source, name }: { source: string; name: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return <p class="quiet">{t('This picture cannot be shown: its data is not a picture.')}</p>;
  return <img class="picture" src={source} alt={t`Output: ${name}`} onError={() => setBroken(true)} />;
}

/** Asked for once it comes into view: a page has no network, so the editor reads it, from where outputs live. */
function FetchedPicture({
  url,
  name,
  fetchFile,
}: Pick<FilePartProps, 'url' | 'fetchFile'> & { name: string }) {
  const ref = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const frame = ref.current;
    if (seen || frame === null) return;
    const watcher = new IntersectionObserver((entries) => {
      if (entries.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
    });
    watcher.observe(frame);
    return () => watcher.disconnect();
  }, [seen]);
  const file = useResource(seen ? url : undefined, (signal) => fetchFile(url, signal));
  const { value } = file;
  return (
    <div ref={ref} class={value === undefined ? 'picture-frame' : undefined}>
      {value === undefined && file.error === undefined ? (
        <Waiting>{t('Reading the picture…')}</Waiting>
      ) : null}
      {file.error === undefined ? null : <Unreadable error={file.error} retry={file.reload} />}
      {value === undefined ? null : isPicture(value.mediaType) ? (
        <Picture source={`data:${value.mediaType};base64,${value.base64}`} name={name} />
      ) : (
        <Callout level="info">
          <p>
            {t('This is not a picture but')} {value.mediaType}
            {t('. Open it to see it.')}
          </p>
        </Callout>
      )}
    </div>
  );
}

function Unreadable({ error, retry }: { error: ErrorData; retry: () => void }) {
  const gone = error.code === 'not-found' || error.status === 404 || error.status === 410;
  // An address from somewhere else in the answer: nothing failed.
  if (error.code === 'invalid') return <p class="quiet small">{error.message}</p>;
  return (
    <ErrorCallout error={error} retry={gone ? undefined : retry}>
      {gone ? (
        <p>{t('Platforms keep the files of an answer for a short time only, often one hour.')}</p>
      ) : null}
    </ErrorCallout>
  );
}
