import { useEffect, useState } from 'preact/hooks';

/** The value once it has stood still for a while. */
export function useDebounced<T>(value: T, ms: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}

/** The clock for ages: moves every `everyMs` while the page is visible. */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setNow(Date.now());
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return now;
}

/** Passes a fast text on at most every `everyMs`, so that a live region speaks in sentences, not tokens. */
export function useThrottled(text: string, everyMs: number): string {
  const [spoken, setSpoken] = useState({ text, at: 0 });
  useEffect(() => {
    if (text === spoken.text) return;
    const wait = Math.max(0, spoken.at + everyMs - Date.now());
    const timer = setTimeout(() => setSpoken({ text, at: Date.now() }), wait);
    return () => clearTimeout(timer);
  }, [text, everyMs, spoken]);
  return spoken.text;
}
