/**
 * The number by which two people see that they have the true keys of each other. It is the same on
 * both sides, devices that come and go do not change it, and a reset does.
 */
import { type Bytes, compareBytes } from "../../protocol/encryption/bytes.ts";
import { foldUsername } from "../../protocol/names.ts";
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

/** What a QR code holds where no page is known that it could open: every reader shows the number in it. */
export function verificationQrText(number: readonly string[]): string {
  return QR_HEAD + number.join("");
}

/** How an address ends that says which number somebody has: their name and the digits follow. */
const LINK_HEAD = "#verify=";

/**
 * What a QR code holds that is shown in a page: an address of the same page, which a phone's camera
 * opens there, so that it compares. `account` is who shows it.
 */
export function verificationLink(
  origin: string,
  { account, number }: { account: string; number: readonly string[] },
): string {
  return `${origin}/${LINK_HEAD}${encodeURIComponent(account)}:${number.join("")}`;
}

/** Who shows a number, and its digits, of an address or the end of one; `undefined` for other ones. */
export function readVerificationLink(
  address: string,
): { account: string; digits: string } | undefined {
  const [, name, digits] = LINK.exec(address.slice(0, MAX_TYPED)) ?? [];
  if (name === undefined || digits === undefined) return undefined;
  try {
    return { account: decodeURIComponent(name), digits };
  } catch {
    return undefined; // nothing that this program has written
  }
}

const LINK = new RegExp(`${LINK_HEAD}([^:]+):(\\d{${GROUPS * GROUP_DIGITS}})$`);
const MAX_TYPED = 1_000;

/**
 * Tells whether somebody typed, or a camera read, this number, which one has with `account`. Blanks do
 * not matter.
 */
export function isVerificationNumber(
  typed: string,
  { account, number }: { account: string; number: readonly string[] },
): boolean {
  const clean = typed.slice(0, MAX_TYPED).replace(/[\s-]/g, "");
  const link = readVerificationLink(clean);
  if (link !== undefined && foldUsername(link.account) !== account) return false;
  return (link?.digits ?? clean.toUpperCase().replace(QR_HEAD, "")) === number.join("");
}
