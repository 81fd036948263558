/** The entry about short facts that an account tells of itself, or those who look after a room of that. */
import { ChatError } from "../../../../protocol/errors.ts";
import { MAX_METADATA_KEYS } from "../../../../protocol/metadata.ts";
import type { Appliers } from "../../applier.ts";
import { type Admitted, admitToRoom } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { screen } from "../messages/screening.ts";
import { checkPublicVoice } from "../order/restraints.ts";
import type { WriteStore } from "../write_store.ts";

/** Entries about such facts. */
export interface MetadataEntries {
  /** Of a room where there is one, else of the account; `value` is null to take it away. */
  set_metadata: {
    fields: { room: string | undefined; key: string; value: string | null };
    /** The value as it is stored. */
    result: { room: RoomRecord | undefined; value: string | null; timeMs: number };
  };
}

/** Applies {@linkcode MetadataEntries}. */
export const METADATA_APPLIERS: Appliers<MetadataEntries> = {
  set_metadata(store, { actor: account, room, key, value: given, timeMs }) {
    const place = room === undefined ? undefined : admitToRoom(store, account, room, "moderate");
    const { owner, table, whose } = ownerOf(account, place);
    const record = place === undefined ? undefined : { id: place.id, name: place.name };
    if (given === null) {
      store.run(`DELETE FROM ${table} WHERE ${whose} = ? AND key = ?`, owner, key);
      return { room: record, value: null, timeMs };
    }
    checkPublicVoice(store, account);
    const value = screen(store, { account, text: given, place }).text;
    checkCount(store, { table, whose, owner, key });
    store.run(
      `INSERT INTO ${table} (${whose}, key, value) VALUES (?, ?, ?)
       ON CONFLICT (${whose}, key) DO UPDATE SET value = excluded.value`,
      owner,
      key,
      value,
    );
    return { room: record, value, timeMs };
  },
};

function ownerOf(account: number, place: Admitted | undefined) {
  return place === undefined
    ? { table: "account_metadata", whose: "account", owner: account }
    : { table: "room_metadata", whose: "conversation", owner: place.id };
}

function checkCount(
  store: WriteStore,
  { table, whose, owner, key }: { table: string; whose: string; owner: number; key: string },
): void {
  const row = store.get(
    `SELECT count(*) AS count FROM ${table} WHERE ${whose} = ? AND key <> ?`,
    owner,
    key,
  );
  if (Number(row?.["count"]) >= MAX_METADATA_KEYS) {
    throw new ChatError("quota_exceeded", `There are ${MAX_METADATA_KEYS} of these at most`);
  }
}
