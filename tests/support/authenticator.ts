/** An authenticator application: shows the codes of a second factor. */
import { codeAt, stepAt } from "../../server/accounts/totp.ts";

/** The code for a secret in base 32, so many steps from the one that a time is in. */
export function shownCode(secret: string, nowMs: number, away = 0): string {
  const bits = [...secret].map((letter) =>
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter).toString(2).padStart(5, "0")
  ).join("");
  const bytes = bits.match(/.{8}/g)?.map((byte) => parseInt(byte, 2)) ?? [];
  return codeAt(new Uint8Array(bytes), stepAt(nowMs) + away);
}
