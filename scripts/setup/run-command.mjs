import { spawn } from 'node:child_process';

/** How long a command that was asked to end may still take, milliseconds. */
const GRACE_MS = 5000;

/**
 * Runs a program in a process group of its own, its output on ours, and waits for it. When it takes too long, or
 * we are interrupted, the whole group is ended: nothing is left behind.
 * @param {string} program
 * @param {string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, timeoutSec: number, isQuiet?: boolean, output?: number | 'inherit'}} options
 *   `isQuiet`: only its errors are shown; `output`: an open file that takes what it says instead of us
 * @returns {Promise<{code: number, timedOut: boolean}>} code 127: there is no such program
 */
export function runCommand(program, args, { cwd, env, timeoutSec, isQuiet, output = 'inherit' }) {
  return new Promise((resolve) => {
    const stdio = ['ignore', isQuiet ? 'ignore' : output, output];
    const child = spawn(program, args, { cwd, env: env ?? process.env, stdio, detached: true });
    let timedOut = false;
    const killGroup = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // The group has already ended.
      }
    };
    const end = () => {
      killGroup('SIGTERM');
      setTimeout(() => killGroup('SIGKILL'), GRACE_MS).unref();
    };
    const timer = setTimeout(() => {
      timedOut = true;
      end();
    }, timeoutSec * 1000);
    const interrupted = () => {
      end();
      process.exitCode = 130;
    };
    process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
    const finish = (code) => {
      clearTimeout(timer);
      process.off('SIGINT', interrupted).off('SIGTERM', interrupted);
      if (child.pid !== undefined) killGroup('SIGKILL');
      resolve({ code, timedOut });
    };
    child.once('error', () => finish(127));
    child.once('exit', (code) => finish(code ?? 1));
  });
}

/** Runs npm, the same one that runs us if one does. @see runCommand */
export function runNpm(args, options) {
  const ours = process.env.npm_execpath;
  return ours?.endsWith('.js') || ours?.endsWith('.cjs')
    ? runCommand(process.execPath, [ours, ...args], options)
    : runCommand('npm', args, options);
}
