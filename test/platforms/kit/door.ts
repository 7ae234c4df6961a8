let secret: string | undefined;

/** From now on the control addresses of this process are below a path that nobody can guess, and nowhere else. */
export function lockControls(word: string): void {
  secret = word;
}

/** Where the control address of a simulator is. */
export function behindDoor(controlUrl: string): string {
  if (secret === undefined) return controlUrl;
  const { origin, pathname } = new URL(controlUrl);
  return `${origin}/${secret}${pathname}`;
}

/** The path that is meant, and whether it is the simulator's own and not the platform's. */
export function enter(path: string, controlPath: string): { path: string; own: boolean } {
  const inside = secret === undefined ? path : path.replace(`/${secret}/`, '/');
  const own = inside.startsWith(controlPath);
  const locked = own && secret !== undefined && inside === path;
  return locked ? { path: '/', own: false } : { path: inside, own };
}
