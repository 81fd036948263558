/** The signed logs of encrypted rooms: who is in them, and who has let them in. */
import { acceptRoomEntry } from "../../../protocol/encryption/accept.ts";
import { MAX_ROOM_ENTRY_BYTES } from "../../../protocol/encryption/bounds.ts";
import { fromBase64url, toBase64url } from "../../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { decodeRoomEntry } from "../../../protocol/encryption/room_entry.ts";
import type { Action } from "../../../protocol/requests.ts";
import type { Right } from "../../access/rights.ts";
import type { SignedRoomEntry } from "../../journal/write/keys/room_signing.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import { refusingRoomEntry } from "./key_refusals.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: true } as const;

/** Brings the log of a room; that of one which is not encrypted is empty. */
export const roomLog: MemberCommand<"room_log"> = {
  ...QUERY,
  handle({ identity: { account }, request: { room, after }, services }) {
    return services.journal.query("room_log", { account: account.id, room, after: after ?? 0 });
  },
};

/**
 * Adds an entry to the log of a room, by which somebody goes or gets a role. Refuses with what the
 * table of rights says, `keys_moved`, `bad_entry`, `no_device`, `device_removed`, `log_full`, `slow_down`.
 */
export const roomEntry: MemberCommand<"room_entry"> = {
  access: "logged_in",
  rate: "order",
  pipelined: false,
  async handle(call) {
    const { caller, identity, request: { entry, room }, services } = call;
    const signed = await signedEntry(call, entry, { room, right: "read" });
    const { seq, head } = await services.journal.append("sign_room", {
      actor: identity.account.id,
      room,
      signed,
    }, caller.connection);
    return { seq, head: toBase64url(head) };
  },
};

/**
 * Looks at an entry of a room's log, of one that begins (`room` is undefined) or is there, before
 * anything is stored: one signature, at the cost of whoever asks.
 *
 * @throws {ChatError} `bad_entry`, `keys_moved`, `no_device`, `device_removed`, `log_full`, and what the
 * table of rights says.
 */
export async function signedEntry(
  { identity, services }: Omit<MemberCall<Action>, "request">,
  text: string,
  { room, right }: { room: string | undefined; right: Right },
): Promise<SignedRoomEntry> {
  const { account, session } = identity;
  const { bytes, signer } = await refusingRoomEntry(() => {
    const bytes = fromBase64url(text, MAX_ROOM_ENTRY_BYTES);
    return Promise.resolve({ bytes, signer: decodeRoomEntry(bytes).signer });
  });
  const state = await services.journal.query("room_state", {
    account: account.id,
    room,
    right,
    signer: { root: signer.root, seq: signer.seq, device: signer.device },
  });
  return await refusingRoomEntry(async () => {
    const { log, own } = state;
    if (own === undefined) throw new EncryptionError("not_allowed");
    const { entry, head } = await acceptRoomEntry(bytes, {
      room: log,
      own,
      device: signer.device,
    });
    return {
      entry: bytes,
      change: entry.kind,
      previous: log === undefined ? undefined : entry.previous,
      seq: entry.seq,
      head,
      about: entry.account,
      root: entry.root,
      session,
      device: signer.device,
    };
  });
}
