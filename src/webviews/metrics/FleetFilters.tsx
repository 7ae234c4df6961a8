import { t } from '@vscode/l10n';
import { useMemo } from 'preact/hooks';
import { count } from '../shared/format.ts';
import type { DeploymentStatus, PlatformView } from '../protocol.ts';
import { Button } from '../ui/Button.tsx';
import { Select } from '../ui/Select.tsx';
import { TextField } from '../ui/TextField.tsx';
import { onlies, type FleetFilter, type Only } from './fleetFilter.ts';

interface FleetFiltersProps {
  filter: FleetFilter;
  onFilter: (filter: FleetFilter) => void;
  platforms: readonly PlatformView[];
  shown: number;
  total: number;
}

const any = 'any';
const statuses: readonly DeploymentStatus[] = ['active', 'deploying', 'failed', 'stopped', 'pending'];
const words: Record<DeploymentStatus, string> = {
  active: t('Active'),
  deploying: t('Deploying'),
  failed: t('Failed'),
  stopped: t('Stopped'),
  pending: t('Drafts'),
};
const onlyWords: Record<Only, string> = {
  running: t('Running now'),
  idle: t('Running, no request for an hour'),
  unpriced: t('Price unknown'),
};

/** What the table shows of the fleet. */
export function FleetFilters({ filter, onFilter, platforms, shown, total }: FleetFiltersProps) {
  const places = useMemo(
    () => [
      { value: any, label: t('Every platform') },
      ...platforms.map(({ id, displayName }) => ({ value: id, label: displayName })),
    ],
    [platforms],
  );
  const set = (key: keyof FleetFilter, value: string) => {
    const { [key]: _before, ...others } = filter;
    onFilter(value === any || value === '' ? others : { ...others, [key]: value });
  };
  return (
    <div class="fleet-filters">
      <TextField
        id="fleet-text"
        label={t('Filter by name, model or tag')}
        placeholder={t('Filter by name, model or tag')}
        type="search"
        bare
        value={filter.text ?? ''}
        onInput={(text) => set('text', text)}
      />
      <Select
        id="fleet-status"
        label={t('Status')}
        bare
        value={filter.status ?? any}
        options={[
          { value: any, label: t('Every status') },
          ...statuses.map((value) => ({ value, label: words[value] })),
        ]}
        onChange={(value) => set('status', value)}
      />
      <Select
        id="fleet-platform"
        label={t('Platform')}
        bare
        value={filter.platform ?? any}
        options={places}
        onChange={(value) => set('platform', value)}
      />
      <Select
        id="fleet-only"
        label={t('Only')}
        bare
        value={filter.only ?? any}
        options={[
          { value: any, label: t('Running or not') },
          ...onlies.map((value) => ({ value, label: onlyWords[value] })),
        ]}
        onChange={(value) => set('only', value)}
      />
      <span class="quiet number" role="status">
        {shown === total ? t`${count(total)} in all` : t`${count(shown)} of ${count(total)}`}
      </span>
      {Object.keys(filter).length === 0 ? null : <Button onClick={() => onFilter({})}>{t('Clear')}</Button>}
    </div>
  );
}
