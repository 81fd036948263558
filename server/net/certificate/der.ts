/** Writes the few kinds of ASN.1 values that a certificate is made of, in DER (ITU-T X.690). */
import { joinBytes } from "../../../protocol/join_bytes.ts";

/** A DER value, its tag and length included. */
export type Der = Uint8Array;

const encoder = new TextEncoder();

/** A value with `tag` whose content is `parts`, one after the other. */
export function tagged(tag: number, ...parts: readonly Uint8Array[]): Der {
  const content = joinBytes(parts);
  return joinBytes([Uint8Array.of(tag, ...lengthOctets(content.length)), content]);
}

/** `SEQUENCE` of `parts` in their order. */
export function sequence(...parts: readonly Der[]): Der {
  return tagged(0x30, ...parts);
}

/** `SET` with the one element `part`. */
export function setOf(part: Der): Der {
  return tagged(0x31, part);
}

/** `INTEGER` out of the bytes of a positive number, the highest first. */
export function integer(bytes: Uint8Array): Der {
  const first = bytes.findIndex((byte) => byte !== 0);
  if (first < 0) return tagged(0x02, Uint8Array.of(0));
  const digits = bytes.subarray(first);
  // A highest bit that is set would make the number negative.
  const sign = (digits[0] ?? 0) >= 0x80 ? Uint8Array.of(0) : new Uint8Array(0);
  return tagged(0x02, sign, digits);
}

/** `BOOLEAN` that is true. */
export function booleanTrue(): Der {
  return tagged(0x01, Uint8Array.of(0xff));
}

/** `BIT STRING` of `bytes`, of which the last `unusedBits` bits do not count. */
export function bitString(bytes: Uint8Array, unusedBits = 0): Der {
  return tagged(0x03, Uint8Array.of(unusedBits), bytes);
}

/** `OCTET STRING` of `bytes`. */
export function octetString(bytes: Uint8Array): Der {
  return tagged(0x04, bytes);
}

/** `UTF8String`. */
export function utf8String(text: string): Der {
  return tagged(0x0c, encoder.encode(text));
}

/** `OBJECT IDENTIFIER` from its dotted form. */
export function objectIdentifier(dotted: string): Der {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  const octets = [first * 40 + second, ...rest].flatMap((arc) => {
    const digits = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) digits.unshift((left & 0x7f) | 0x80);
    return digits;
  });
  return tagged(0x06, Uint8Array.from(octets));
}

/** A point in time to the second: `UTCTime` through 2049, then `GeneralizedTime` (RFC 5280, 4.1.2.5). */
export function time(date: Date): Der {
  const digits = `${date.toISOString().slice(0, 19).replaceAll(/[-:T]/g, "")}Z`;
  return date.getUTCFullYear() < 2050
    ? tagged(0x17, encoder.encode(digits.slice(2)))
    : tagged(0x18, encoder.encode(digits));
}

/** `bytes` as a PEM block (RFC 7468). */
export function pem(label: string, bytes: Uint8Array): string {
  const lines = bytes.toBase64().match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}

function lengthOctets(length: number): number[] {
  if (length < 0x80) return [length];
  const octets: number[] = [];
  for (let left = length; left > 0; left >>>= 8) octets.unshift(left & 0xff);
  return [0x80 | octets.length, ...octets];
}
