/** What the staff is told about the room that is left to store things in. */
import type { Appliers } from "../../applier.ts";
import { announce } from "../order/announce.ts";

/** Entries about room. */
export interface StorageEntries {
  /** The disk of the server, or what files may take of it, is nearly full. */
  warn_storage: { fields: { of: "disk" | "files"; percent: number }; result: null };
}

/** Applies {@linkcode StorageEntries}. */
export const STORAGE_APPLIERS: Appliers<StorageEntries> = {
  warn_storage(store, { of, percent, timeMs }) {
    announce(store, SENTENCES[of](percent), timeMs);
    return null;
  },
};

const SENTENCES = {
  disk: (percent: number) =>
    `The disk of this server is ${percent} % full. Files are refused first, then messages; ` +
    "whoever runs the server has to make room",
  files: (percent: number) =>
    `Files take ${percent} % of the room that they may take on this server (--max-storage); ` +
    "when there is none left, no more are taken",
} as const;
