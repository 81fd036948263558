/** How much memory the server may use, and what it takes of that. */
import { totalmem } from "node:os";
import process from "node:process";

const MEBIBYTE = 1_024 * 1_024;

/** Less than this, and the system may end the server when somebody registers (bench/, `memory`). */
export const LEAST_MEMORY_BYTES = 160 * MEBIBYTE;

/** What a server takes that does nothing, and each of its password workers, at most, in bytes. */
const IDLE_BYTES = 128 * MEBIBYTE;
const PASSWORD_WORKER_BYTES = 48 * MEBIBYTE;

/** All outboxes together may take this share of the memory, and in any case so much. */
const OUTBOXES_SHARE = 1 / 8;
const LEAST_OUTBOXES_BYTES = 8 * MEBIBYTE;

/** The memory of this machine, or what a control group (a container, a service) leaves of it. */
export function memoryBytes(): number {
  const limit = process.constrainedMemory();
  // Without a limit it is 0, or more than there is.
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** What may wait in all outboxes together on a machine with so much memory, in bytes. */
export function outboxesBytesOf(memory: number): number {
  return Math.max(LEAST_OUTBOXES_BYTES, Math.floor(memory * OUTBOXES_SHARE));
}

/** How many password workers a machine with so much memory and so many cores has: one at least. */
export function passwordWorkersOf(memory: number, cores: number): number {
  const left = memory - IDLE_BYTES - outboxesBytesOf(memory);
  return Math.max(1, Math.min(cores, Math.floor(left / PASSWORD_WORKER_BYTES)));
}
