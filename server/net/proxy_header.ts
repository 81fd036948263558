/**
 * What a proxy says about who is behind it: the PROXY protocol, version 1 (a line) and 2 (bytes), as
 * HAProxy describes them (proxy-protocol.txt).
 */
import { isIPv4, isIPv6 } from "node:net";

/** The longest header that is taken, in bytes; what the addresses need, with room for extensions. */
export const MAX_HEADER_BYTES = 1_024;

/** Within what time the header has to come, in milliseconds. */
export const PROXY_HEADER_MS = 5_000;

/** The longest line of version 1, its end included. */
const MAX_LINE_BYTES = 107;

const SIGNATURE = Uint8Array.of(13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10);
const FIXED_BYTES = 16;

const CARRIAGE_RETURN = 13;
const LINE_FEED = 10;

/** A header that was understood. */
export interface ProxyHeader {
  /** Where the client really is; undefined when the proxy speaks for itself, or does not say. */
  source: { address: string; port: number } | undefined;
  /** How many bytes the header has; what comes after them is the client's. */
  length: number;
}

/**
 * Reads the header at the beginning of what has come. Undefined means that more has to come, of which
 * it needs no more than {@linkcode MAX_HEADER_BYTES}.
 *
 * @throws {SyntaxError} when it is no header.
 */
export function readProxyHeader(bytes: Uint8Array): ProxyHeader | undefined {
  return bytes[0] === SIGNATURE[0] ? readBinary(bytes) : readLine(bytes);
}

function readLine(bytes: Uint8Array): ProxyHeader | undefined {
  const end = bytes.subarray(0, MAX_LINE_BYTES).indexOf(LINE_FEED);
  const beginning = new TextDecoder("latin1").decode(
    bytes.subarray(0, end < 0 ? MAX_LINE_BYTES : end + 1),
  );
  if (!"PROXY ".startsWith(beginning.slice(0, 6))) throw new SyntaxError("no PROXY header");
  if (end < 0) {
    if (bytes.length >= MAX_LINE_BYTES) throw new SyntaxError("a PROXY line that does not end");
    return undefined;
  }
  if (bytes[end - 1] !== CARRIAGE_RETURN) throw new SyntaxError("a PROXY line without its end");
  const length = end + 1;
  const [, family, source = "", target = "", ...ports] = beginning.slice(0, -2).split(" ");
  if (family === "UNKNOWN") return { source: undefined, length };
  const isAddress = family === "TCP4" ? isIPv4 : family === "TCP6" ? isIPv6 : undefined;
  if (isAddress === undefined) throw new SyntaxError("a PROXY line of an unknown family");
  const [port, targetPort] = ports.map(portOf);
  if (
    ports.length !== 2 || port === undefined || targetPort === undefined ||
    !isAddress(source) || !isAddress(target) || source.includes("%")
  ) throw new SyntaxError("a PROXY line that makes no sense");
  return { source: { address: family === "TCP6" ? shortest(source) : source, port }, length };
}

/** A port as the protocol wants it: decimal, without zeros before it. */
function portOf(text: string): number | undefined {
  if (!/^(0|[1-9]\d{0,4})$/.test(text)) return undefined;
  const port = Number(text);
  return port <= 65_535 ? port : undefined;
}

function readBinary(bytes: Uint8Array): ProxyHeader | undefined {
  const known = Math.min(bytes.length, SIGNATURE.length);
  for (let index = 0; index < known; index++) {
    if (bytes[index] !== SIGNATURE[index]) throw new SyntaxError("no PROXY header");
  }
  if (bytes.length < FIXED_BYTES) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const command = view.getUint8(12);
  const family = view.getUint8(13);
  const length = FIXED_BYTES + view.getUint16(14);
  if (command !== 0x20 && command !== 0x21) throw new SyntaxError("a PROXY header of no version 2");
  if (length > MAX_HEADER_BYTES) throw new SyntaxError("a PROXY header that is too long");
  if (bytes.length < length) return undefined;
  // LOCAL: the proxy asks by itself whether we are there.
  if (command === 0x20) return { source: undefined, length };
  const addressBytes = family === 0x11 ? 4 : family === 0x21 ? 16 : undefined;
  // What is neither TCP over IPv4 nor over IPv6 is taken, and not used.
  if (addressBytes === undefined) return { source: undefined, length };
  const portsAt = FIXED_BYTES + 2 * addressBytes;
  if (length < portsAt + 4) throw new SyntaxError("a PROXY header without its addresses");
  const raw = bytes.subarray(FIXED_BYTES, FIXED_BYTES + addressBytes);
  return { source: { address: addressText(raw), port: view.getUint16(portsAt) }, length };
}

function addressText(raw: Uint8Array): string {
  if (raw.length === 4) return raw.join(".");
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((raw[2 * index] ?? 0) << 8 | (raw[2 * index + 1] ?? 0)).toString(16),
  );
  return shortest(groups.join(":"));
}

/**
 * An IPv6 address in its one form, and an IPv4 address that a proxy has mapped into it as itself: what
 * is counted for each address must not count all of IPv4 as one.
 */
function shortest(address: string): string {
  const text = new URL(`http://[${address}]`).hostname.slice(1, -1);
  const [, high, low] = /^::ffff:([\da-f]+):([\da-f]+)$/.exec(text) ?? [];
  if (high === undefined || low === undefined) return text;
  return [high, low].flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  }).join(".");
}
