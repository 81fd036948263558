/** Reads `[chat://][user@]host[:port]` as `chat connect` takes it. */
import { DEFAULT_PORT } from "../../protocol/limits.ts";
import { parseUsername } from "../../protocol/names.ts";
import { printable } from "../../protocol/text/printable.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { normalHost, placeText } from "./host.ts";

/** Where a server is, and as whom to log in there. */
export interface Address {
  username: string | undefined;
  /** A host name or an IP address, without brackets, as {@linkcode normalHost} writes it. */
  host: string;
  port: number;
}

/** Where a server is, and how it is to be connected to where somebody has said so. */
export interface SecuredAddress extends Address {
  /** Whether the connection is encrypted; missing: as the program was started. */
  tls?: boolean;
  /** The only key that is accepted. */
  fingerprint?: string;
}

/** The scheme of an address that is meant for this program, which it may be written with. */
const OWN_SCHEME = /^chat:\/\//i;

/**
 * Parses an address; an IPv6 address may stand in brackets or, without a port, bare.
 *
 * @throws {ClientFailure} with the exit code for usage, when it cannot be understood.
 */
export function parseAddress(text: string): Address {
  const written = OWN_SCHEME.test(text) ? text.replace(OWN_SCHEME, "").replace(/\/$/, "") : text;
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(written);
  if (scheme) {
    throw usage(`Write the address without "${scheme[0]}", for example chat.example:5000`);
  }
  const at = written.lastIndexOf("@");
  const username = at < 0 ? undefined : usernameOf(written.slice(0, at));
  const { host, port } = splitPort(written.slice(at + 1));
  if (host === "") {
    throw usage(
      `The address "${printable(text)}" names no host; write it like alice@chat.example:5000`,
    );
  }
  const normal = normalHost(host);
  if (normal === undefined) {
    throw usage(
      `"${printable(host)}" is neither a host name nor an IP address; ` +
        "write the address like alice@chat.example:5000 or [::1]:5000",
    );
  }
  return { username, host: normal, port: port === undefined ? DEFAULT_PORT : parsePort(port) };
}

/** Writes the place as `host:port`, an IPv6 address in brackets; it is how servers are remembered. */
export function formatPlace({ host, port }: Pick<Address, "host" | "port">): string {
  return placeText(host, port);
}

function usernameOf(text: string): string {
  if (text.includes(":")) {
    throw usage(
      "A password does not belong on the command line, where everybody on this machine can read " +
        "it; leave it out and type it when asked, or use CHAT_PASSWORD or --password-file",
    );
  }
  try {
    return parseUsername(text);
  } catch (cause) {
    throw usage(`"${printable(text)}" cannot be a username: ${reasonOf(cause)}`, { cause });
  }
}

function splitPort(place: string): { host: string; port: string | undefined } {
  const bracketed = /^\[([^\]]*)\](?::(.*))?$/.exec(place);
  if (bracketed) return { host: bracketed[1] ?? "", port: bracketed[2] };
  const colon = place.indexOf(":");
  if (colon < 0 || place.indexOf(":", colon + 1) >= 0) return { host: place, port: undefined };
  return { host: place.slice(0, colon), port: place.slice(colon + 1) };
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port < 1 || port > 65_535) {
    throw usage(`"${printable(text)}" is not a port; a port is a number from 1 to 65535`);
  }
  return port;
}

function usage(message: string, options: ErrorOptions = {}): ClientFailure {
  return new ClientFailure(EXIT.usage, message, options);
}
