/** Decides whether a server may be talked to that another one, which is trusted, has named as its like. */
import { fingerprintOf, keyFingerprintOf } from "../../protocol/fingerprint.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import type { ServerProof } from "./tls_transport.ts";

/** What is known of the server that has named it. */
export interface NamedBy {
  /** `host:port` of the one that is judged. */
  place: string;
  /** The fingerprint that `--fingerprint` asks for. */
  pinned: string | undefined;
  /** The fingerprints of the certificate and of the key of the one that has named it. */
  known: ReadonlySet<string>;
}

/** The fingerprints that a server can be known by: of its certificate, and of the key in it. */
export function fingerprintsOf({ certificate }: ServerProof): string[] {
  return [fingerprintOf(certificate), keyFingerprintOf(certificate)]
    .filter((fingerprint) => fingerprint !== undefined);
}

/**
 * Returns when it has the same key, or an authority vouches for it under its own name: nobody is asked,
 * and nothing is remembered.
 *
 * @throws {ClientFailure} when it has not; another node may be tried.
 */
export function judgeNode(proof: ServerProof, { known, pinned, place }: NamedBy): void {
  const own = fingerprintsOf(proof);
  const isRight = pinned === undefined
    ? proof.isVouchedFor || own.some((fingerprint) => known.has(fingerprint))
    : own.includes(pinned);
  if (isRight) return;
  throw new ClientFailure(
    EXIT.cannotConnect,
    `${place} has another key than the server that has named it; nothing was sent to it`,
  );
}
