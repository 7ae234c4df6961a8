import { t } from '@vscode/l10n';
import { useRef, useState } from 'preact/hooks';
import { contextLength } from '../shared/format.ts';
import type { ModelChoice, ModelQuery, ModelRef, Page, PlatformId } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { ErrorCallout } from '../ui/Callout.tsx';
import { useDebounced } from '../ui/hooks.ts';
import { Badge, Waiting } from '../ui/marks.tsx';
import { Segments } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import { useResource } from '../ui/useResource.ts';
import type { WizardRpc } from './drafts.ts';

type Scope = ModelQuery['scope'];

interface ModelSearchProps {
  rpc: WizardRpc;
  platform: PlatformId;
  selected: ModelRef | undefined;
  onSelect: (model: ModelChoice) => void;
}

export function ModelSearch({ rpc, platform, selected, onSelect }: ModelSearchProps) {
  const [scope, setScope] = useState<Scope>('catalogue');
  const [typed, setTyped] = useState('');
  const text = useDebounced(typed.trim(), 250);
  const listRef = useRef<HTMLDivElement>(null);
  const found = useModels(rpc, platform, scope, text);

  const intoList = (event: KeyboardEvent): void => {
    if (event.key !== 'ArrowDown') return;
    event.preventDefault();
    listRef.current?.querySelector<HTMLElement>('[role=option][tabindex="0"]')?.focus();
  };

  return (
    <div class="stack model-search">
      <Segments
        label={t('Where to search')}
        value={scope}
        options={[
          { value: 'catalogue', label: t('Catalogue') },
          { value: 'own', label: t('Your models and adapters') },
        ]}
        onChange={(value) => setScope(value as Scope)}
      />
      <TextField
        id="model-search"
        label={t('Search models')}
        type="search"
        bare
        value={typed}
        placeholder={
          scope === 'own' ? t('Search your models and adapters') : t('Search models, for example qwen3')
        }
        onInput={setTyped}
        onKeyDown={intoList}
      />
      <p class="sr-only" role="status">
        {found.loading ? t('Searching…') : t`${String(found.items.length)} models found`}
      </p>
      {found.error === undefined ? null : <ErrorCallout error={found.error} retry={found.reload} />}
      {found.loading && found.items.length === 0 ? (
        <Waiting>{t('Reading the list of models…')}</Waiting>
      ) : null}
      {!found.loading && found.error === undefined && found.items.length === 0 ? (
        <p class="empty">{nothingFound(scope, text)}</p>
      ) : null}
      {found.items.length === 0 ? null : (
        <div class="model-list-frame">
          <div class={found.loading ? 'model-list busy' : 'model-list'} ref={listRef}>
            <ModelList items={found.items} selected={selected} onSelect={onSelect} />
          </div>
          {found.more === undefined ? null : <Button onClick={found.more}>{t('Show more')}</Button>}
        </div>
      )}
    </div>
  );
}

function nothingFound(scope: Scope, text: string): string {
  if (text !== '') return t`No model matches “${text}”.`;
  return scope === 'own'
    ? t('This account has no fine-tuned models, uploads or adapters.')
    : t('The platform lists no models.');
}

interface ModelListProps {
  items: readonly ModelChoice[];
  selected: ModelRef | undefined;
  onSelect: (model: ModelChoice) => void;
}

function ModelList({ items, selected, onSelect }: ModelListProps) {
  const entry = items.some(({ id }) => id === selected?.id) ? selected?.id : items[0]?.id;
  const move = (event: KeyboardEvent): void => {
    const options = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=option]')];
    const at = options.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: options.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    if (to < 0) document.getElementById('model-search')?.focus();
    else options[to]?.focus();
  };
  return (
    <div role="listbox" aria-label={t('Models')} onKeyDown={move}>
      {items.map((model) => (
        <ModelRow
          key={model.id}
          model={model}
          selected={model.id === selected?.id}
          entry={model.id === entry}
          onSelect={() => onSelect(model)}
        />
      ))}
    </div>
  );
}

interface ModelRowProps {
  model: ModelChoice;
  selected: boolean;
  entry: boolean;
  onSelect: () => void;
}

function ModelRow({ model, selected, entry, onSelect }: ModelRowProps) {
  const blocked = typeof model.deployable === 'object' ? model.deployable.no : undefined;
  const facts = [
    model.publisher,
    model.contextLength === undefined ? undefined : t`${contextLength(model.contextLength)} context`,
    ...model.tags,
  ].filter((fact) => fact !== undefined);
  return (
    <div
      role="option"
      class="model-row"
      aria-selected={selected}
      aria-disabled={blocked !== undefined}
      tabIndex={entry ? 0 : -1}
      onClick={() => blocked === undefined && onSelect()}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        if (blocked === undefined) onSelect();
      }}
    >
      <span class="model-name">
        {model.name}
        {model.kind === 'adapter' ? <Badge>{t('Adapter')}</Badge> : null}
      </span>
      <span class="quiet small">{facts.join(' · ')}</span>
      {model.base === undefined ? null : (
        <span class="quiet small">
          {t('Based on')} {model.base}
        </span>
      )}
      {blocked === undefined ? null : <span class="small blocked-reason">{blocked}</span>}
    </div>
  );
}

/** The pages of one search, as one list. */
function useModels(rpc: WizardRpc, platform: PlatformId, scope: Scope, text: string) {
  const key = JSON.stringify([platform, scope, text]);
  const ask = (cursor: string | undefined, signal?: AbortSignal): Promise<Page<ModelChoice>> =>
    rpc.call(
      'models',
      {
        platform,
        query: { scope, ...(text === '' ? {} : { text }), ...(cursor === undefined ? {} : { cursor }) },
      },
      signal === undefined ? {} : { signal },
    );
  const first = useResource(key, (signal) => ask(undefined, signal), { keep: true });
  const [rest, setRest] = useState<{ key: string; items: ModelChoice[]; cursor?: string }>({
    key,
    items: [],
  });
  const extra = rest.key === key ? rest : undefined;
  const cursor = extra === undefined ? first.value?.cursor : extra.cursor;
  const more = (): void => {
    void ask(cursor).then(
      (page) => {
        const items = [...(extra?.items ?? []), ...page.items];
        setRest({ key, items, ...(page.cursor === undefined ? {} : { cursor: page.cursor }) });
      },
      () => first.reload(),
    );
  };
  return {
    items: [...(first.value?.items ?? []), ...(extra?.items ?? [])],
    loading: first.loading,
    error: first.error,
    reload: first.reload,
    more: cursor === undefined || first.loading ? undefined : more,
  };
}
