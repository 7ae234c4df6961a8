export const tones = ['blue', 'green', 'red', 'orange', 'purple', 'yellow'] as const;
export type Tone = (typeof tones)[number];

/** What a canvas draws with: colours as they are now, not names of them. */
export type Colours = Record<Tone | 'quiet' | 'grid', string>;

/** The colours of the theme at an element. */
export function colours(at: HTMLElement): Colours {
  // A canvas does not know the variables: what they come to is read off an element.
  const probe = document.createElement('span');
  at.append(probe);
  const resolve = (value: string): string => {
    probe.style.color = value;
    return getComputedStyle(probe).color;
  };
  const found = {
    quiet: resolve('var(--quiet)'),
    grid: resolve('color-mix(in srgb, var(--vscode-charts-lines) 35%, transparent)'),
    ...Object.fromEntries(tones.map((tone) => [tone, resolve(`var(--vscode-charts-${tone})`)])),
  };
  probe.remove();
  return found as Colours;
}

/** The editor changes the theme under an open page: variables on the root, a class on the body. */
export function onThemeChange(changed: () => void): () => void {
  const observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
  return () => observer.disconnect();
}
