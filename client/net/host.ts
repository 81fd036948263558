/** The one way in which a host is written, so that two ways of writing it mean the same server. */

const HOST_NAME = /^[\p{L}\p{N}_](?:[\p{L}\p{N}_.。．｡-]*[\p{L}\p{N}_.。．｡])?$/u;
const IPV6 = /^([0-9a-f:]+(?:\d+\.\d+\.\d+\.\d+)?)(?:%([\w.-]+))?$/i;
/** An IPv4 address in an IPv6 one (RFC 4291, 2.5.5.2), as it is written in full. */
const MAPPED_IPV4 = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

/**
 * A host name or an IP address, without brackets, as it is compared: lower case, names in ASCII
 * (UTS 46), no dot at the end, IP addresses in their short form. `undefined` when it is neither.
 */
export function normalHost(host: string): string | undefined {
  if (host.includes(":")) return normalIpv6(host);
  if (!HOST_NAME.test(host)) return undefined;
  const normal = hostOf(`http://${host}/`)?.replace(/\.+$/, "");
  return normal === "" ? undefined : normal;
}

/** `host:port` as it is compared, an IPv6 address in brackets; a text that is none stays as it is. */
export function normalPlace(place: string): string {
  const [, bracketed, bare, port = ""] = /^(?:\[([^\]]*)\]|([^:]*)):(\d+)$/.exec(place) ?? [];
  const host = normalHost(bracketed ?? bare ?? "");
  return host === undefined ? place : placeText(host, port);
}

/** `host:port`, an IPv6 address in brackets. */
export function placeText(host: string, port: number | string): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}

function normalIpv6(host: string): string | undefined {
  const [, address, zone] = IPV6.exec(host) ?? [];
  const normal = address === undefined
    ? undefined
    : hostOf(`http://[${address}]/`)?.replace(/^\[|\]$/g, "");
  if (normal === undefined) return undefined;
  const [, high, low] = MAPPED_IPV4.exec(normal) ?? [];
  if (high !== undefined && low !== undefined) return ipv4Of(high, low);
  // The name of an interface is compared letter by letter by the system.
  return zone === undefined ? normal : `${normal}%${zone}`;
}

function ipv4Of(high: string, low: string): string {
  return [high, low].map((half) => Number.parseInt(half, 16))
    .flatMap((half) => [half >> 8, half & 0xff]).join(".");
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}
