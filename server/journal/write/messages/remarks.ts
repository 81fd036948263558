/** The entry about a few words on a message: they are told once, as a reaction is, and nothing is stored. */
import type { Appliers } from "../../applier.ts";
import { admitToMessage, demand } from "../../gate.ts";
import { demandPlain } from "../keys/encrypted_place.ts";
import { checkPace, checkVoice } from "../order/restraints.ts";
import { type Changed, changed } from "./messages.ts";
import { screen } from "./screening.ts";

/** What was said on which message, and where. */
export interface Remarked extends Omit<Changed, "id"> {
  text: string;
  isMasked: boolean;
}

/** Entries about remarks. */
export interface RemarkEntries {
  /** Judges what is said as a message there is judged. */
  remark: { fields: { message: number; text: string }; result: Remarked };
}

/** Applies {@linkcode RemarkEntries}. */
export const REMARK_APPLIERS: Appliers<RemarkEntries> = {
  remark(store, { actor: account, message, text: given, timeMs }) {
    const found = admitToMessage(store, account, message);
    demand(found.place, "react");
    checkVoice(store, account, found.place);
    const notePace = checkPace(store, account, found.place);
    demandPlain(store, found);
    const { text, isMasked } = screen(store, { account, text: given, place: found.place });
    notePace();
    const { id: _id, ...about } = changed(store, found, { id: 0, account, timeMs });
    return { ...about, text, isMasked };
  },
};
