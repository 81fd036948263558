/** What the staff is told about the room that is left to store things in. */
import type { Appliers } from "../../applier.ts";
import { announce } from "../order/announce.ts";

/** Entries about room. */
export interface StorageEntries {
  /** The disk of the server is nearly full. */
  warn_storage: { fields: { percent: number }; result: null };
}

/** Applies {@linkcode StorageEntries}. */
export const STORAGE_APPLIERS: Appliers<StorageEntries> = {
  warn_storage(store, { percent, timeMs }) {
    const text = `The disk of this server is ${percent} % full. Files are refused first, then ` +
      "messages; whoever runs the server has to make room";
    announce(store, text, timeMs);
    return null;
  },
};
