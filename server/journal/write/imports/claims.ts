/** The entry that gives somebody what a placeholder wrote: a piece at a time. */
import { ChatError } from "../../../../protocol/errors.ts";
import { DELETED_USER } from "../../../../protocol/limits.ts";
import type { Appliers } from "../../applier.ts";
import { CONSOLE } from "../../actors.ts";
import { accountNamed, actorOf } from "../../gate.ts";
import { FILE_COLUMNS, fileIn } from "../../files/file_rows.ts";
import { forgetAccount } from "../accounts/accounts.ts";
import { dropFile, keepFile } from "../files/kept_files.ts";
import { reindex, unindexAllLater } from "../messages/search_index.ts";
import { audit } from "../order/audit.ts";
import type { WriteStore } from "../write_store.ts";

/** Messages that change hands at a time; bounds how long others wait. */
const CLAIMED_AT_ONCE = 500;

/** Entries about who takes over from placeholders; whoever appends them is the console. */
export interface ImportClaimEntries {
  /**
   * What a placeholder wrote and reacted is an account's from now on. While `isOver` is false there is
   * more to do; with the last piece the placeholder is gone, and its name is free.
   */
  claim_imported: {
    fields: { placeholder: string; account: string };
    result: { claimed: number; isOver: boolean };
  };
}

/** Applies {@linkcode ImportClaimEntries}. */
export const IMPORT_CLAIM_APPLIERS: Appliers<ImportClaimEntries> = {
  claim_imported(store, { placeholder: from, account: to, timeMs }) {
    const placeholder = accountNamed(store, from);
    const account = accountNamed(store, to);
    if (!isPlaceholder(store, placeholder.id)) {
      throw new ChatError("no_right", `${placeholder.name} is no placeholder of an import`);
    }
    if (isPlaceholder(store, account.id) || isGuest(store, account.id)) {
      throw new ChatError("no_right", `${account.name} is a placeholder itself, or a guest`);
    }
    const ids = store.all(
      "SELECT id FROM messages WHERE author = ? ORDER BY id LIMIT ?",
      placeholder.id,
      CLAIMED_AT_ONCE,
    ).map((row) => Number(row["id"]));
    handOver(store, ids, account.id);
    const isOver = ids.length < CLAIMED_AT_ONCE;
    if (!isOver) return { claimed: ids.length, isOver };
    store.run(
      "UPDATE OR IGNORE reactions SET account = ? WHERE account = ?",
      account.id,
      placeholder.id,
    );
    store.run(
      "UPDATE imported_authors SET account = ? WHERE account = ?",
      account.id,
      placeholder.id,
    );
    forgetAccount(store, placeholder.id, { name: DELETED_USER, timeMs });
    store.run(
      "UPDATE accounts SET folded_name = NULL, is_placeholder = 0 WHERE id = ?",
      placeholder.id,
    );
    const actor = actorOf(store, CONSOLE);
    const detail = `what ${placeholder.name} wrote`;
    audit(store, {
      action: "import_claim",
      actor,
      address: "",
      target: account.name,
      detail,
      timeMs,
    });
    return { claimed: ids.length, isOver };
  },
};

function isPlaceholder(store: WriteStore, account: number): boolean {
  return store.get("SELECT 1 FROM accounts WHERE id = ? AND is_placeholder = 1", account) !==
    undefined;
}

function isGuest(store: WriteStore, account: number): boolean {
  return store.get("SELECT 1 FROM accounts WHERE id = ? AND is_guest = 1", account) !== undefined;
}

/** The index knows authors, and so does what counts files: both have to forget the one before. */
function handOver(store: WriteStore, ids: readonly number[], account: number): void {
  const list = JSON.stringify(ids);
  unindexAllLater(store, ids);
  store.run(
    "UPDATE messages SET author = ? WHERE id IN (SELECT value FROM json_each(?))",
    account,
    list,
  );
  const indexed = store.all(
    "SELECT id FROM messages WHERE id IN (SELECT value FROM json_each(?)) AND text <> '' ORDER BY id",
    list,
  );
  for (const row of indexed) reindex(store, Number(row["id"]));
  const files = store.all(
    `SELECT message, conversation, ${FILE_COLUMNS} FROM files
     WHERE message IN (SELECT value FROM json_each(?)) ORDER BY message`,
    list,
  );
  for (const row of files) {
    const message = Number(row["message"]);
    dropFile(store, message);
    const content = { kind: "file", text: "", file: fileIn(row) } as const;
    keepFile(store, { message, conversation: Number(row["conversation"]), account, content });
  }
}
