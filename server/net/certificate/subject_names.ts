/** The names that a certificate vouches for (RFC 5280, section 4.2.1.6). */
import { isIP } from "node:net";
import { type Der, sequence, tagged } from "./der.ts";

const DNS_NAME =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/i;

/** Tells whether a certificate can vouch for `name`: a DNS name in ASCII, or an IP address. */
export function isSubjectName(name: string): boolean {
  return isIP(name) !== 0 || DNS_NAME.test(name);
}

/**
 * The value of the extension `subjectAltName`: a `dNSName` or an `iPAddress` for each name.
 *
 * @throws {RangeError} when one of them is neither.
 */
export function subjectAlternativeNames(names: readonly string[]): Der {
  return sequence(...names.map((name) => {
    if (!isSubjectName(name)) {
      throw new RangeError(`A certificate cannot be made for "${name}": it is no host name`);
    }
    const address = addressBytes(name);
    return address === undefined
      ? tagged(0x82, new TextEncoder().encode(name.toLowerCase()))
      : tagged(0x87, address);
  }));
}

/** The 4 or 16 bytes of an IP address; undefined for any other name. */
function addressBytes(name: string): Uint8Array | undefined {
  switch (isIP(name)) {
    case 4:
      return Uint8Array.from(name.split("."), Number);
    case 6:
      return ipv6Bytes(name);
    default:
      return undefined;
  }
}

function ipv6Bytes(address: string): Uint8Array {
  // A URL writes every form of an address as groups in hexadecimal, with at most one "::". The zone
  // of a link-local address means something on this machine only.
  const [withoutZone = ""] = address.split("%");
  const { hostname } = new URL(`http://[${withoutZone}]`);
  const [head = "", tail] = hostname.slice(1, -1).split("::");
  const groups = (part: string): number[] =>
    part === "" ? [] : part.split(":").map((group) => Number.parseInt(group, 16));
  const before = groups(head);
  const after = tail === undefined ? [] : groups(tail);
  const zeros = new Array<number>(8 - before.length - after.length).fill(0);
  return Uint8Array.from(
    [...before, ...zeros, ...after].flatMap((group) => [group >> 8, group & 0xff]),
  );
}
