/** The part of @vscode/spdlog's interface that VS Code uses, on node:fs: the real one must be compiled. */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';

const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

export class Logger {
  #file;
  #level = 2;
  #plain = false;

  constructor(_type, _name, file) {
    this.#file = file;
    mkdirSync(dirname(file), { recursive: true });
  }

  #write(level, message) {
    if (level < this.#level) return;
    const time = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.#plain ? message : `${time} [${levels[level]}] ${message}\n`;
    try {
      appendFileSync(this.#file, line);
    } catch {
      // a test's data folder can be gone while its server is still closing
    }
  }

  trace = (message) => this.#write(0, message);
  debug = (message) => this.#write(1, message);
  info = (message) => this.#write(2, message);
  warn = (message) => this.#write(3, message);
  error = (message) => this.#write(4, message);
  critical = (message) => this.#write(5, message);
  getLevel = () => this.#level;
  setLevel = (level) => {
    this.#level = level;
  };
  setPattern = () => {
    this.#plain = false;
  };
  clearFormatters = () => {
    this.#plain = true;
  };
  flush = () => undefined;
  drop = () => undefined;
}

export const version = 0;
export const setLevel = () => undefined;
export const setFlushOn = () => undefined;
export const createRotatingLogger = async (name, file) => new Logger('rotating', name, file);
export const createAsyncRotatingLogger = createRotatingLogger;
