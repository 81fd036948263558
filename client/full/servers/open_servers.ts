/** The servers that were open when the client was left, as they are kept for the next start. */
import { normalizeFingerprint } from "../../../protocol/fingerprint.ts";
import { formatPlace, parseAddress, type SecuredAddress } from "../../net/address.ts";

/** Most servers that are opened again. */
const MAX_SERVERS = 20;

/** Longest address with an account that is read. */
const MAX_WRITTEN_LENGTH = 400;

/** A server as it is kept. */
interface WrittenServer {
  /** `user@host:port`. */
  at: string;
  tls: boolean;
  fingerprint?: string;
}

/** What is kept of `servers`; `isEncrypted` is how those are connected to that do not say it. */
export function openServersWritten(
  servers: readonly SecuredAddress[],
  isEncrypted: boolean,
): string {
  if (servers.length === 0) return "";
  const written = servers.slice(0, MAX_SERVERS).map((address): WrittenServer => ({
    at: `${address.username === undefined ? "" : `${address.username}@`}${formatPlace(address)}`,
    tls: address.tls ?? isEncrypted,
    ...(address.fingerprint === undefined ? {} : { fingerprint: address.fingerprint }),
  }));
  return JSON.stringify(written);
}

/** The servers that {@linkcode openServersWritten} has kept; what makes no sense is left out. */
export function openServersIn(written: string): SecuredAddress[] {
  if (written === "") return [];
  const all: unknown = JSON.parse(written);
  if (!Array.isArray(all)) return [];
  const servers = new Map<string, SecuredAddress>();
  for (const one of all.slice(0, MAX_SERVERS)) {
    const { at, fingerprint, tls } = Object(one) as Record<string, unknown>;
    if (typeof at !== "string" || at.length > MAX_WRITTEN_LENGTH || typeof tls !== "boolean") {
      continue;
    }
    try {
      servers.set(at, {
        ...parseAddress(at),
        tls,
        ...(typeof fingerprint === "string" && tls
          ? { fingerprint: normalizeFingerprint(fingerprint) }
          : {}),
      });
    } catch {
      // Not a server, or no key: it is entered by hand.
    }
  }
  return [...servers.values()];
}
