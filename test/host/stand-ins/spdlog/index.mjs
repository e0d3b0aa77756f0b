// Stands in for VS Code's native log writer, so that nothing has to be compiled: the same log files, without rotation.
import { appendFileSync } from 'node:fs';

const LEVELS = ['trace', 'debug', 'info', 'warning', 'error', 'critical', 'off'];

export class Logger {
  #file;
  #level = LEVELS.indexOf('info');
  #bare = false;

  constructor(_name, file) {
    this.#file = file;
  }

  #write(level, message) {
    if (level < this.#level) return;
    const stamp = new Date().toISOString().replace('T', ' ').replace('Z', '');
    const line = this.#bare ? message : `${stamp} [${LEVELS[level]}] ${message}\n`;
    try {
      appendFileSync(this.#file, line);
    } catch {
      // A log folder that is already gone must not take the host down.
    }
  }

  trace(message) {
    this.#write(0, message);
  }
  debug(message) {
    this.#write(1, message);
  }
  info(message) {
    this.#write(2, message);
  }
  warn(message) {
    this.#write(3, message);
  }
  error(message) {
    this.#write(4, message);
  }
  critical(message) {
    this.#write(5, message);
  }
  getLevel() {
    return this.#level;
  }
  setLevel(level) {
    this.#level = level;
  }
  clearFormatters() {
    this.#bare = true;
  }
  setPattern() {}
  flush() {}
  drop() {}
}

const create = (name, file) => Promise.resolve(new Logger(name, file));

export const createRotatingLogger = create;
export const createAsyncRotatingLogger = create;
export function setLevel() {}
export function setFlushOn() {}
export function shutdown() {}
export const version = 11500;
