/** The TCP ports on which a process listens, as Linux tells them. */
import { readFileSync, readlinkSync } from "node:fs";

/** Ports of all listening sockets of the process `pid`; for Linux alone. */
export function listeningPorts(pid: number): number[] {
  const sockets = new Set<string>();
  for (const { name } of Deno.readDirSync(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${name}`))?.[1];
      if (inode !== undefined) sockets.add(inode);
    } catch {
      // It was closed meanwhile.
    }
  }
  const LISTEN = "0A";
  const ports: number[] = [];
  for (const table of ["tcp", "tcp6"]) {
    for (const line of readFileSync(`/proc/net/${table}`, "utf8").split("\n").slice(1)) {
      const [, local = "", , state, , , , , , inode = ""] = line.trim().split(/\s+/);
      if (state !== LISTEN || !sockets.has(inode)) continue;
      ports.push(Number.parseInt(local.split(":")[1] ?? "", 16));
    }
  }
  return ports;
}
