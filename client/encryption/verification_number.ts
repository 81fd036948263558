/**
 * The number by which two people see that they have the true keys of each other. It is the same on
 * both sides, devices that come and go do not change it, and a reset does.
 */
import { type Bytes, compareBytes } from "../../protocol/encryption/bytes.ts";
import { labelled } from "../../protocol/encryption/primitives.ts";

const GROUPS = 12;
const GROUP_BYTES = 5;
const GROUP_DIGITS = 5;
const QR_HEAD = "CHAT1:";

/** 12 groups of 5 digits (199 bits) of the roots of both accounts. */
export async function verificationNumber(one: Bytes, other: Bytes): Promise<string[]> {
  const roots = [one, other].toSorted(compareBytes);
  const message = labelled("verification number", ...roots);
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-512", message));
  return Array.from({ length: GROUPS }, (_, index) => {
    const bytes = hash.slice(index * GROUP_BYTES, (index + 1) * GROUP_BYTES);
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    return String(value % 10 ** GROUP_DIGITS).padStart(GROUP_DIGITS, "0");
  });
}

/** What a QR code holds; every reader shows the number in it. */
export function verificationQrText(number: readonly string[]): string {
  return QR_HEAD + number.join("");
}

/** Tells whether somebody typed, or a camera read, this number. Blanks do not matter. */
export function isVerificationNumber(typed: string, number: readonly string[]): boolean {
  const clean = typed.slice(0, 1_000).replace(/[\s-]/g, "").toUpperCase();
  return clean.replace(QR_HEAD, "") === number.join("");
}
