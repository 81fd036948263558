/** What accounts and rooms are described with. */
import { DISPLAY_NAME_KEY, type Metadatum } from "../../../protocol/metadata.ts";
import type { MemberMetadatum } from "../../../protocol/records.ts";
import type { Row, Store } from "../database/store.ts";
import { accountNamed, admitToRoom } from "../gate.ts";
import type { Readers } from "../applier.ts";

/** Most facts about those in a room that one answer has. */
const MAX_OF_MEMBERS = 1_000;

/** Queries about such facts. */
export interface MetadataQueries {
  /** By the key; of a room only to those who may read there. */
  metadata: {
    fields: { account: number } & ({ room: string } | { username: string });
    result: Metadatum[];
  };
  /** Of those in a room, only these keys; `more` says that there are too many of them. */
  member_metadata: {
    fields: { account: number; room: string; keys: readonly string[] };
    result: { members: MemberMetadatum[]; more: boolean };
  };
}

/** Answers {@linkcode MetadataQueries}. */
export const METADATA_READERS: Readers<MetadataQueries> = {
  metadata(store, query) {
    if ("room" in query) {
      const { id } = admitToRoom(store, query.account, query.room, "read");
      return store.all(
        "SELECT key, value FROM room_metadata WHERE conversation = ? ORDER BY key",
        id,
      )
        .map(metadatumOf);
    }
    return ofAccount(store, accountNamed(store, query.username).id);
  },

  member_metadata(store, { account, room, keys }) {
    const { id } = admitToRoom(store, account, room, "read");
    // From those in the room on: what others are described with is not looked at.
    const rows = store.all(
      `WITH wanted AS (SELECT value AS key FROM json_each(?2)),
         present AS (
           SELECT accounts.id, accounts.name, folded_name, display_name FROM members
           JOIN accounts ON accounts.id = members.account
           WHERE members.conversation = ?1 AND members.role NOT IN ('invited', 'banned'))
       SELECT name AS username, key, value FROM (
         SELECT present.name, folded_name, account_metadata.key, value FROM present
         JOIN wanted
         JOIN account_metadata ON account_metadata.account = present.id
           AND account_metadata.key = wanted.key
         UNION ALL SELECT name, folded_name, '${DISPLAY_NAME_KEY}', display_name FROM present
         WHERE display_name <> '' AND '${DISPLAY_NAME_KEY}' IN (SELECT key FROM wanted))
       ORDER BY folded_name, key LIMIT ${MAX_OF_MEMBERS + 1}`,
      id,
      JSON.stringify([...new Set(keys)]),
    );
    const members = rows.slice(0, MAX_OF_MEMBERS)
      .map((row) => ({ username: String(row["username"]), ...metadatumOf(row) }));
    return { members, more: rows.length > MAX_OF_MEMBERS };
  },
};

function ofAccount(store: Store, account: number): Metadatum[] {
  return store.all(
    `SELECT key, value FROM account_metadata WHERE account = ?1
     UNION ALL SELECT '${DISPLAY_NAME_KEY}', display_name FROM accounts
     WHERE id = ?1 AND display_name <> '' ORDER BY key`,
    account,
  ).map(metadatumOf);
}

function metadatumOf(row: Row): Metadatum {
  return { key: String(row["key"]), value: String(row["value"]) };
}
