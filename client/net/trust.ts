/** Decides whether a server may be talked to, by its certificate: pinned, vouched for, or known. */
import { fingerprintOf } from "../../protocol/fingerprint.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { DamagedKnownServers, type KnownServer, type KnownServers } from "./known_servers.ts";
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
 * Returns when the server may be trusted: its fingerprint is the one that was asked for, an
 * authority vouches for it, it is the remembered one, or it is new and now remembered.
 *
 * @throws {ClientFailure} with the exit code for a changed key.
 */
export async function judgeServer(proof: ServerProof, options: TrustOptions): Promise<void> {
  const { known, notify, pinned, place } = options;
  const fingerprint = fingerprintOf(proof.certificate);
  if (pinned === undefined && proof.isVouchedFor) return;
  if (pinned !== undefined && pinned !== fingerprint) {
    throw new ClientFailure(EXIT.keyChanged, notThePinned(place, pinned, fingerprint));
  }
  const remembered = await findKnown(known, place, pinned);
  if (remembered?.fingerprint === fingerprint) return;
  if (remembered !== undefined && pinned === undefined) {
    throw new ClientFailure(
      EXIT.keyChanged,
      keyChanged({ place, remembered, fingerprint, path: known.path }),
    );
  }
  if (pinned === undefined) {
    notify(`First time at ${place}; its key is ${fingerprint}`);
    if (known.path === undefined) {
      notify(
        "The key is not remembered, because neither HOME nor CHAT_CONFIG_DIR is set: " +
          "compare it with the one the server prints at start",
      );
    }
  }
  try {
    await known.add(place, fingerprint);
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

interface KeyChange {
  place: string;
  remembered: KnownServer;
  fingerprint: string;
  path: string | undefined;
}

function keyChanged({ place, remembered, fingerprint, path }: KeyChange): string {
  const remove = path === undefined || remembered.line === 0
    ? ""
    : `\n  remove line ${remembered.line} (it begins with "${place} ") from ${path}`;
  return `THE KEY OF ${place} HAS CHANGED. Nothing was sent to it.
  remembered: ${remembered.fingerprint}
  found now:  ${fingerprint}
Either somebody sits between you and the server and wants to read what you write and your password,
or the server was set up anew. Ask whoever runs the server for the fingerprint that it prints at
start, over some other way than this one. If it is the one that was found now, accept it:
  connect once with --fingerprint ${fingerprint}${remove && `, or${remove}`}
If it is not, do not connect.`;
}
