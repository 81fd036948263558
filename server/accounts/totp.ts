/** Second factors: codes that change with the time (TOTP, RFC 6238) from a shared secret. */
import { createHmac } from "node:crypto";
import type { RandomBytes } from "./tokens.ts";

/** What every authenticator application takes: SHA-1, six digits, thirty seconds. */
const DIGITS = 6;
const STEP_MS = 30_000;

/** Bytes of a secret: as many as the hash has (RFC 4226, section 4). */
const SECRET_BYTES = 20;

/** How many steps a clock may be wrong, either way (RFC 6238, section 5.2). */
const TOLERATED_STEPS = 1;

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Makes a new secret. */
export function makeSecret(randomBytes: RandomBytes): Uint8Array {
  return randomBytes(new Uint8Array(SECRET_BYTES));
}

/** The code of one step, which is the time in units of thirty seconds (RFC 4226, section 5.3). */
export function codeAt(secret: Uint8Array, step: number): string {
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const hash = createHmac("sha1", secret).update(new Uint8Array(counter.buffer)).digest();
  const offset = hash.readUInt8(hash.length - 1) & 0x0f;
  const number = (hash.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** DIGITS;
  return String(number).padStart(DIGITS, "0");
}

/** Whether something could be such a code; spaces do not count. */
export function isTotpCode(text: string): boolean {
  return /^\d{6}$/.test(withoutSpaces(text));
}

/** The step that a time is in. */
export function stepAt(nowMs: number): number {
  return Math.floor(nowMs / STEP_MS);
}

/**
 * The step of a code that is right at this time; undefined when it is not, or when it is not later
 * than `lastStep`, of which a code was taken already.
 */
export function matchingStep(
  secret: Uint8Array,
  code: string,
  { nowMs, lastStep }: { nowMs: number; lastStep: number },
): number | undefined {
  const typed = withoutSpaces(code);
  const current = stepAt(nowMs);
  let found: number | undefined;
  for (let step = current - TOLERATED_STEPS; step <= current + TOLERATED_STEPS; step++) {
    if (step > lastStep && codeAt(secret, step) === typed) found ??= step;
  }
  return found;
}

function withoutSpaces(text: string): string {
  return text.slice(0, 20).replaceAll(/\s/g, "");
}

/** Bytes in base 32 without padding (RFC 4648, section 6), as people type a secret. */
export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = value << 8 | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += BASE32[value >> bits & 31] ?? "";
    }
    value &= (1 << bits) - 1;
  }
  return bits === 0 ? text : text + (BASE32[value << 5 - bits & 31] ?? "");
}

/** What authenticator applications scan: the secret, and for whom and where it is. */
export function otpauthUri(
  secret: Uint8Array,
  { issuer, username }: { issuer: string; username: string },
): string {
  const place = encodeURIComponent(issuer);
  return `otpauth://totp/${place}:${encodeURIComponent(username)}` +
    `?secret=${toBase32(secret)}&issuer=${place}`;
}
