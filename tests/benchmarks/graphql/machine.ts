// CPU seconds of processes, from /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';

const TICKS_PER_SECOND = 100;

/** user + system of a process, its ended children included. */
function secondsOf(pid: string): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ');
    return [11, 12, 13, 14].reduce((sum, i) => sum + Number(fields[i]), 0) / TICKS_PER_SECOND;
  } catch {
    return 0;
  }
}

function parentOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]!.split(' ')[1]!;
  } catch {
    return '';
  }
}

/** Of processes and all that they started. */
export function cpuSeconds(roots: readonly number[]): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const parents = new Map(pids.map((pid) => [pid, parentOf(pid)]));
  const wanted = new Set(roots.map(String));
  const isBelow = (pid: string): boolean => {
    for (let at: string | undefined = pid; at && at !== '1'; at = parents.get(at)) if (wanted.has(at)) return true;
    return false;
  };
  return pids.filter(isBelow).reduce((sum, pid) => sum + secondsOf(pid), 0);
}

/** Of everything on the machine. */
export function busySeconds(): number {
  const [user, nice, system, , , irq, softirq] = readFileSync('/proc/stat', 'latin1')
    .split('\n')[0]!
    .trim()
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user! + nice! + system! + irq! + softirq!) / TICKS_PER_SECOND;
}

export const machine = (): string => `${cpus()[0]!.model.trim()}, ${cpus().length} cores`;

export const parentPid = (pid: number): number => Number(parentOf(String(pid)));
