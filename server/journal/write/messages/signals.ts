/** The entry about what clients ask each other (CTCP on IRC): it is passed on once, and nothing is stored. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import { accountNamed, admitToRoom } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { demandNoEncryption } from "../keys/encrypted_place.ts";
import { checkPace, checkPrivateVoice, checkVoice } from "../order/restraints.ts";
import { checkOutsider } from "../rooms/outsiders.ts";
import type { WriteStore } from "../write_store.ts";
import { conversationOf } from "./post.ts";
import { screen } from "./screening.ts";

/** What is passed on, and to whom. */
export interface Signalled {
  text: string;
  timeMs: number;
  goal: { room: RoomRecord } | { recipient: { id: number; name: string } };
}

/** Who sends it. */
interface Sending {
  actor: number;
  text: string;
  timeMs: number;
}

/** Entries about what clients ask each other. */
export interface SignalEntries {
  /** Judges what is asked as a message there is judged; it goes to a room or to an account. */
  signal: {
    fields: {
      authorName: string;
      room: string | undefined;
      to: string;
      text: string;
      isAnswer: boolean;
    };
    result: Signalled;
  };
}

/** Applies {@linkcode SignalEntries}. */
export const SIGNAL_APPLIERS: Appliers<SignalEntries> = {
  signal: (store, { room, to, ...sending }) =>
    room === undefined ? toAccount(store, sending, to) : toRoom(store, sending, room),
};

function toRoom(store: WriteStore, { actor, text, timeMs }: Sending, room: string): Signalled {
  const place = admitToRoom(store, actor, room, "write");
  if (place.isEncryptedRoom) throw new ChatError("encryption_required");
  if (place.isWithoutSignals) {
    throw new ChatError("no_right", `In #${place.name} clients ask each other nothing (+C)`);
  }
  checkVoice(store, actor, place);
  checkOutsider(store, actor, place);
  const notePace = checkPace(store, actor, place);
  const screened = screen(store, { account: actor, text, place });
  notePace();
  return { text: screened.text, timeMs, goal: { room: { id: place.id, name: place.name } } };
}

function toAccount(store: WriteStore, { actor, text, timeMs }: Sending, to: string): Signalled {
  const { id, name } = accountNamed(store, to);
  checkPrivateVoice(store, actor, id);
  if (conversationOf(store, actor, id)?.isEncrypted) demandNoEncryption(store, [actor, id]);
  const screened = screen(store, { account: actor, text, place: undefined });
  return { text: screened.text, timeMs, goal: { recipient: { id, name } } };
}
