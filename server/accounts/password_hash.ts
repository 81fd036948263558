/** Stores and checks passwords with bcrypt. */
import { createHash } from "node:crypto";
import bcrypt from "bcryptjs";

/** Says how what follows was made: bcrypt over the base64 of a SHA-384. */
const TAG = "bcrypt-sha384";

/** Costs that bcrypt takes; each step doubles the work. */
export const MIN_BCRYPT_COST = 4;
export const MAX_BCRYPT_COST = 15;
export const DEFAULT_BCRYPT_COST = 12;

/**
 * Hashes a password for storage: `bcrypt-sha384$2b$12$…`. bcrypt reads 72 bytes at most and stops
 * at a zero byte, so it is given the base64 of the SHA-384 of the password (64 characters): every
 * byte of a longer password counts. Unicode is brought to NFC first (RFC 8265, OpaqueString).
 * Takes as long as the cost says; never call it on the event loop.
 */
export function hashPassword(password: string, cost: number): string {
  return TAG + bcrypt.hashSync(digest(password), cost);
}

/** Tells whether `password` is the one that was stored; takes as long as the stored cost says. */
export function verifyPassword(password: string, stored: string): boolean {
  if (!stored.startsWith(`${TAG}$`)) return false;
  return bcrypt.compareSync(digest(password), stored.slice(TAG.length));
}

/** The bcrypt cost with which a password was stored; NaN when it is of another kind. */
export function costOf(stored: string): number {
  return Number(/^bcrypt-sha384\$2[aby]\$(\d\d)\$/.exec(stored)?.[1] ?? NaN);
}

/** A stored password that no password matches and that takes as long to check as a real one. */
export function unmatchable(cost: number): string {
  return `${TAG}$2b$${String(cost).padStart(2, "0")}$${".".repeat(53)}`;
}

function digest(password: string): string {
  return createHash("sha384").update(password.normalize("NFC"), "utf8").digest("base64");
}
