import { readdirSync, readFileSync } from 'node:fs';

/** One process of this machine, as `/proc` tells it. */
interface ProcessInfo {
  readonly pid: number;
  readonly parentPid: number;
  /** Processor time used since its start, in clock ticks (1/100 s on Linux). */
  readonly cpuTicks: number;
}

function processInfo(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The second field is the program's name in brackets, and may itself hold spaces and brackets.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parentPid] = fields;
    if (state === 'Z') return undefined;
    return { pid, parentPid: Number(parentPid), cpuTicks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return undefined;
  }
}

/** The process and everything it started that is still alive. Linux only; empty elsewhere. */
export function processTree(rootPid: number): number[] {
  let entries: string[];
  try {
    entries = readdirSync('/proc');
  } catch {
    return [];
  }
  const all = entries
    .filter((name) => /^\d+$/.test(name))
    .map((name) => processInfo(Number(name)))
    .filter((info) => info !== undefined);
  const tree = new Set(all.some(({ pid }) => pid === rootPid) ? [rootPid] : []);
  for (let before = -1; before !== tree.size;) {
    before = tree.size;
    for (const { pid, parentPid } of all) if (tree.has(parentPid)) tree.add(pid);
  }
  return [...tree];
}

/** Processor time used so far by these processes together, in seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + (processInfo(pid)?.cpuTicks ?? 0), 0) / 100;
}

/** The command line of a process, its words joined by spaces; empty once it has ended. */
export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
}

/** Ends these processes at once, if they still run. */
export function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
  }
}
