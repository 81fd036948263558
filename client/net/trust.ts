/** Decides whether a server may be talked to, by its certificate: pinned, vouched for, or known. */
import { fingerprintOf, keyFingerprintOf } from "../../protocol/fingerprint.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import {
  DamagedKnownServers,
  type KnownServer,
  type KnownServers,
  VOUCHED,
} from "./known_servers.ts";
import type { ServerProof } from "./tls_transport.ts";

/** What the decision is based on. */
export interface TrustOptions {
  /** `host:port`, as it is remembered. */
  place: string;
  /** The fingerprint that `--fingerprint` asks for. */
  pinned: string | undefined;
  known: KnownServers;
  /** Shows one line to the person. */
  notify: (line: string) => void;
}

/**
 * Returns when the server may be trusted: its fingerprint is the one that was asked for, it is what
 * it was known by before (a key, or that an authority vouches for it), or it is new and now
 * remembered. A fingerprint is that of the certificate, or that of the key in it, which holds for
 * renewals with the same key. An authority does not speak for another key than the remembered one, and who was
 * vouched for once has to be so again.
 *
 * @throws {ClientFailure} with the exit code for a changed key.
 */
export async function judgeServer(proof: ServerProof, options: TrustOptions): Promise<void> {
  const { known, notify, pinned, place } = options;
  const fingerprint = fingerprintOf(proof.certificate);
  const keyFingerprint = keyFingerprintOf(proof.certificate);
  const isOf = (text: string) => text === fingerprint || text === keyFingerprint;
  if (pinned !== undefined && !isOf(pinned)) {
    throw new ClientFailure(EXIT.keyChanged, notThePinned(place, pinned, fingerprint));
  }
  const remembered = await findKnown(known, place, pinned);
  // Asked for by its key, it is known by that from now on.
  const knownBy = pinned ?? (proof.isVouchedFor ? VOUCHED : fingerprint);
  if (remembered?.fingerprint === knownBy) return;
  // Asked for by its key, it is remembered by that instead of by its certificate.
  if (remembered !== undefined && isOf(remembered.fingerprint)) {
    if (pinned === undefined || pinned !== keyFingerprint) return;
  }
  if (remembered !== undefined && pinned === undefined) {
    const change = { place, remembered, fingerprint, path: known.path, ...proof };
    throw new ClientFailure(EXIT.keyChanged, keyChanged(change));
  }
  if (knownBy !== VOUCHED && pinned === undefined) {
    notify(`First time at ${place}; its key is ${fingerprint}`);
    if (known.path === undefined) {
      notify(
        "The key is not remembered, because neither HOME nor CHAT_CONFIG_DIR is set: " +
          "compare it with the one the server prints at start",
      );
    }
  }
  try {
    await known.add(place, knownBy);
  } catch (error) {
    notify(
      `The key could not be remembered in ${known.path} (${reasonOf(error)}): ` +
        "make that folder writable, or choose another one with CHAT_CONFIG_DIR",
    );
  }
}

async function findKnown(
  known: KnownServers,
  place: string,
  pinned: string | undefined,
): Promise<KnownServer | undefined> {
  try {
    return await known.find(place);
  } catch (cause) {
    if (cause instanceof DamagedKnownServers) {
      // Nothing has to be remembered about a key that was asked for; it is written down anew.
      if (pinned !== undefined) return undefined;
      throw new ClientFailure(
        EXIT.error,
        `${known.path} is damaged in line ${cause.line} (${cause.message}), so a changed key could ` +
          "not be noticed, and nothing was sent; restore that line or delete it, and connect with " +
          "--fingerprint and what the server prints at its start",
        { cause },
      );
    }
    throw new ClientFailure(
      EXIT.error,
      `Cannot read ${known.path} (${reasonOf(cause)}), so a changed key could not be noticed; ` +
        "make it readable, or choose another folder with CHAT_CONFIG_DIR",
      { cause },
    );
  }
}

function notThePinned(place: string, pinned: string, fingerprint: string): string {
  return `THE KEY OF ${place} IS NOT THE ONE YOU ASKED FOR. Nothing was sent to it.
  asked for: ${pinned}
  found:     ${fingerprint}
Either somebody sits between you and the server, or the fingerprint is that of another server or an
older key. Ask whoever runs the server for the fingerprint that it prints at start.`;
}

interface KeyChange extends Pick<ServerProof, "isVouchedFor"> {
  place: string;
  remembered: KnownServer;
  fingerprint: string;
  path: string | undefined;
}

function keyChanged(change: KeyChange): string {
  const { fingerprint, isVouchedFor, path, place, remembered } = change;
  const forget = path === undefined || remembered.line === 0
    ? undefined
    : `remove line ${remembered.line} (it begins with "${place} ") from ${path}`;
  if (remembered.fingerprint === VOUCHED) {
    return `NO AUTHORITY VOUCHES FOR ${place} ANY MORE. Nothing was sent to it.
  its key:  ${fingerprint}
Until now its certificate came from an authority that this machine trusts. Either somebody sits
between you and the server and wants to read what you write and your password, or its certificate
has expired or was replaced by one that it signed itself. Ask whoever runs the server, over some
other way than this one. If they confirm this key, accept it:
  connect once with --fingerprint ${fingerprint}
If they do not, do not connect.`;
  }
  const authority = isVouchedFor && forget !== undefined
    ? `\nAn authority vouches for the new key. To rely on that from now on, ${forget}.`
    : "";
  return `THE KEY OF ${place} HAS CHANGED. Nothing was sent to it.
  remembered: ${remembered.fingerprint}
  found now:  ${fingerprint}
Either somebody sits between you and the server and wants to read what you write and your password,
or the server was set up anew. Ask whoever runs the server for the fingerprint that it prints at
start, over some other way than this one. If it is the one that was found now, accept it:
  connect once with --fingerprint ${fingerprint}${forget === undefined ? "" : `, or\n  ${forget}`}
If it is not, do not connect.${authority}`;
}
