/** Parts that hold other parts. */
import type { ComponentChildren } from 'preact';
import { Icon } from './marks.tsx';

interface DisclosureProps {
  summary: ComponentChildren;
  children: ComponentChildren;
  open?: boolean;
  onToggle?: (open: boolean) => void;
}

export function Disclosure({ summary, children, open = false, onToggle }: DisclosureProps) {
  return (
    <details
      class="disclosure"
      open={open}
      onToggle={(event) => {
        if (event.currentTarget.open !== open) onToggle?.(event.currentTarget.open);
      }}
    >
      <summary>
        <Icon name="chevron-right" class="disclosure-mark" />
        <span>{summary}</span>
      </summary>
      <div class="disclosure-body">{children}</div>
    </details>
  );
}

interface TabsProps<Id extends string> {
  label: string;
  selected: Id;
  tabs: readonly { id: Id; label: string }[];
  onSelect: (id: Id) => void;
  children: ComponentChildren;
}

export function Tabs<Id extends string>({ label, selected, tabs, onSelect, children }: TabsProps<Id>) {
  const move = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = tabs.findIndex(({ id }) => id === selected);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (next === undefined) return;
    event.preventDefault();
    onSelect(next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return (
    <div class="tabs">
      <div role="tablist" aria-label={label} class="tab-list" onKeyDown={move}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`tab-${tab.id}`}
            aria-selected={tab.id === selected}
            aria-controls="tab-panel"
            tabIndex={tab.id === selected ? 0 : -1}
            onClick={() => onSelect(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id="tab-panel" aria-labelledby={`tab-${selected}`} class="tab-panel">
        {children}
      </div>
    </div>
  );
}
