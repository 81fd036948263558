/** Addresses and networks (RFC 4291, RFC 4632): understood, compared, and written in one form. */

/** A network: the addresses whose first `prefix` bits are those of `bits`. */
export interface Network {
  family: 4 | 6;
  bits: bigint;
  /** How many bits count: all of them for a single address. */
  prefix: number;
}

const WIDTH = { 4: 32, 6: 128 } as const;

/** `::ffff:0:0/96`, in which IPv6 sockets see IPv4 addresses. */
const MAPPED_PREFIX = 96;
const MAPPED_BITS = 0xffffn << 32n;

/** Networks of the machine itself. */
const LOOPBACK: readonly Network[] = [
  { family: 4, bits: 127n << 24n, prefix: 8 },
  { family: 6, bits: 1n, prefix: 128 },
];

/** Longer texts are no networks; bounds what is looked at. */
const MAX_TEXT_LENGTH = 64;

/**
 * `192.0.2.7`, `192.0.2.0/24`, `2001:db8::/32` or `[::1]`; bits after the prefix are cleared, and IPv4
 * mapped into IPv6 is IPv4. Undefined for anything else.
 */
export function parseNetwork(text: string): Network | undefined {
  if (text.length > MAX_TEXT_LENGTH) return undefined;
  const [, address = "", digits] = /^\[?([0-9A-Fa-f:.]+)\]?(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const family = address.includes(":") ? 6 : 4;
  const bits = family === 6 ? ipv6Bits(address) : ipv4Bits(address);
  const prefix = digits === undefined ? WIDTH[family] : Number(digits);
  if (bits === undefined || prefix > WIDTH[family]) return undefined;
  if (family === 6 && prefix >= MAPPED_PREFIX && bits >> 32n === MAPPED_BITS >> 32n) {
    return masked({ family: 4, bits: bits & 0xffff_ffffn, prefix: prefix - MAPPED_PREFIX });
  }
  return masked({ family, bits, prefix });
}

/** The address of a connection, which may carry a zone (`fe80::1%eth0`), as a network of one. */
export function parseAddress(address: string): Network | undefined {
  return parseNetwork(address.split("%")[0] ?? "");
}

/** In CIDR notation, in the one form in which it is stored and compared; IPv6 as in RFC 5952. */
export function networkText({ family, bits, prefix }: Network): string {
  const address = family === 4 ? ipv4Text(bits) : ipv6Text(bits);
  return prefix === WIDTH[family] ? address : `${address}/${prefix}`;
}

/** The network of the first `prefix` bits of an address; undefined when it has fewer. */
export function widened({ family, bits }: Network, prefix: number): Network {
  return masked({ family, bits, prefix });
}

/** Whether one network has all addresses of another. */
export function contains(outer: Network, inner: Network): boolean {
  return outer.family === inner.family && outer.prefix <= inner.prefix &&
    widened(inner, outer.prefix).bits === outer.bits;
}

/** Whether one of the networks has the address of a connection, which may carry a zone. */
export function containAddress(networks: readonly Network[], address: string): boolean {
  const found = parseAddress(address);
  return found !== undefined && networks.some((network) => contains(network, found));
}

/** Whether a network has an address of the machine itself in it, or is within those. */
export function touchesLoopback(network: Network): boolean {
  return LOOPBACK.some((own) => contains(network, own) || contains(own, network));
}

function masked({ family, bits, prefix }: Network): Network {
  const rest = BigInt(WIDTH[family] - prefix);
  return { family, bits: (bits >> rest) << rest, prefix };
}

function ipv4Bits(address: string): bigint | undefined {
  const parts = address.split(".");
  if (parts.length !== 4) return undefined;
  let bits = 0n;
  for (const part of parts) {
    // A leading zero means octal to some programs; such an address is none here.
    if (!/^(?:0|[1-9]\d{0,2})$/.test(part) || Number(part) > 255) return undefined;
    bits = (bits << 8n) | BigInt(part);
  }
  return bits;
}

function ipv6Bits(address: string): bigint | undefined {
  const tail = /^(.*:)(\d+\.\d+\.\d+\.\d+)$/.exec(address);
  const dotted = tail === null ? undefined : ipv4Bits(tail[2] ?? "");
  if (tail !== null && dotted === undefined) return undefined;
  const groups = dotted === undefined
    ? address
    : `${tail?.[1]}${(dotted >> 16n).toString(16)}:${(dotted & 0xffffn).toString(16)}`;
  const halves = groups.split("::");
  if (halves.length > 2) return undefined;
  const [before = [], after = []] = halves.map((half) => half === "" ? [] : half.split(":"));
  const missing = 8 - before.length - after.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
  const all = [...before, ...Array<string>(missing).fill("0"), ...after];
  if (!all.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group))) return undefined;
  return all.reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

function ipv4Text(bits: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join(".");
}

function ipv6Text(bits: bigint): string {
  const groups = Array.from(
    { length: 8 },
    (_, index) => ((bits >> BigInt(112 - 16 * index)) & 0xffffn).toString(16),
  );
  const text = groups.join(":");
  const zeros = [...text.matchAll(/(?<![0-9a-f])0(?::0)+(?![0-9a-f])/g)]
    .sort((first, second) => second[0].length - first[0].length)[0];
  if (zeros === undefined) return text;
  const before = text.slice(0, zeros.index).replace(/:$/, "");
  const after = text.slice(zeros.index + zeros[0].length).replace(/^:/, "");
  return `${before}::${after}`;
}
