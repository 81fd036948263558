/** The entry about what is said in a room to those of a role and above alone: it is told once, and nothing is stored. */
import type { WhisperRole } from "../../../../protocol/records.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { rankOf } from "../../../access/rights.ts";
import type { Appliers } from "../../applier.ts";
import { admitToRoom, demand } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { IS_RAISED } from "../rooms/room_keepers.ts";
import { checkPace, checkVoice } from "../order/restraints.ts";
import { screen } from "./screening.ts";

/** Roles from the least on; those of a room that has them are few. */
const ROLES = ["speaker", "moderator", "owner"] as const satisfies readonly WhisperRole[];

/** What was said, and who is told. */
export interface Whispered {
  room: RoomRecord;
  text: string;
  isMasked: boolean;
  timeMs: number;
  /** Those of the role and above who do not ignore who said it, and that one. */
  accounts: number[];
}

/** Entries about whispers. */
export interface WhisperEntries {
  /** Judges what is said as a message in the room is judged. */
  whisper: {
    fields: {
      authorName: string;
      room: string;
      role: WhisperRole;
      text: string;
      said: "action" | "notice" | "text";
    };
    result: Whispered;
  };
}

/** Applies {@linkcode WhisperEntries}. */
export const WHISPER_APPLIERS: Appliers<WhisperEntries> = {
  whisper(store, { actor: account, room, role, text: given, timeMs }) {
    const place = admitToRoom(store, account, room, "write");
    // Who is not in the room knows nobody's role there.
    demand(place, "write");
    if (place.isEncryptedRoom) throw new ChatError("encryption_required");
    checkVoice(store, account, place);
    const notePace = checkPace(store, account, place);
    const { text, isMasked } = screen(store, { account, text: given, place });
    notePace();
    const told = ROLES.filter((one) => rankOf(one) >= rankOf(role));
    const rows = store.all(
      `SELECT account FROM members
       WHERE conversation = ? AND ${IS_RAISED} AND role IN (${told.map(() => "?").join(", ")})
         AND account NOT IN (SELECT account FROM ignores WHERE ignored = ?)`,
      place.id,
      ...told,
      account,
    );
    const accounts = [...new Set([account, ...rows.map((row) => Number(row["account"]))])];
    return { room: { id: place.id, name: place.name }, text, isMasked, timeMs, accounts };
  },
};
