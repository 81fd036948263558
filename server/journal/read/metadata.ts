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
    const rows = store.all(
      `SELECT name AS username, key, value FROM members
       JOIN accounts ON accounts.id = members.account
       JOIN (SELECT account, key, value FROM account_metadata
             UNION ALL SELECT id, '${DISPLAY_NAME_KEY}', display_name FROM accounts
             WHERE display_name <> '') AS facts ON facts.account = members.account
       WHERE members.conversation = ? AND members.role NOT IN ('invited', 'banned')
         AND key IN (SELECT value FROM json_each(?))
       ORDER BY folded_name, key LIMIT ${MAX_OF_MEMBERS + 1}`,
      id,
      JSON.stringify(keys),
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
