/** Ends an extension host whose server is gone, as @vscode/native-watchdog does, which must be compiled. */
export function start(parent) {
  setInterval(() => {
    try {
      process.kill(parent, 0);
    } catch {
      process.exit(87);
    }
  }, 1000).unref();
}
