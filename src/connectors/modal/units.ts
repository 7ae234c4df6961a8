/** The last that a Date can hold. */
const lastSecond = 8.64e12;

/** Modal tells times of apps, containers and Endpoints in seconds; 0 is none. In ms since epoch. */
export function timeOf(seconds: number | undefined): number | undefined {
  return seconds === undefined || !(seconds > 0 && seconds <= lastSecond)
    ? undefined
    : Math.round(seconds * 1000);
}

/** `2026-09-01`. */
export function dayText(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
