/** The shape of what is to come, so that nothing jumps when it is there. What is waited for is said in words beside it. */
import type { ComponentChildren } from 'preact';

/** A stroke where a word will stand. `width` in characters. */
export function Bone({ width }: { width: number }) {
  return <span class="bone" aria-hidden="true" style={{ width: `${String(width)}ch` }} />;
}

export function SkeletonTiles({ count, class: className = 'four' }: { count: number; class?: string }) {
  return (
    <div class={`tiles ${className} skeleton`} aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} class="tile">
          <span class="tile-term">
            <Bone width={9 + ((at * 5) % 7)} />
          </span>
          <span class="tile-value">
            <Bone width={6} />
          </span>
          <span class="tile-note">
            <Bone width={14} />
          </span>
        </div>
      ))}
    </div>
  );
}

export function SkeletonCharts({ count }: { count: number }) {
  return (
    <div class="charts skeleton" aria-hidden="true">
      {Array.from({ length: count }, (_, at) => (
        <div key={at} class="bone bone-chart" />
      ))}
    </div>
  );
}

/** A panel that has nothing to show yet. */
export function SkeletonPanel({ children }: { children: ComponentChildren }) {
  return (
    <>
      <header class="panel-head">{children}</header>
      <div class="skeleton skeleton-panel" aria-hidden="true">
        <div class="bone bone-box" />
        <div class="bone bone-box" />
        <div class="bone bone-box" />
      </div>
    </>
  );
}
