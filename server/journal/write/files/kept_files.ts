/** Writes down the files of messages and reports, and takes them away again. */
import type { Content } from "../../../../protocol/content/content.ts";
import { fileIn } from "../../content/kinds.ts";
import { FILE_COLUMNS, hashIn, valuesOf } from "../../files/file_rows.ts";
import type { WriteStore } from "../write_store.ts";

/** Keeps the file of a new message, if it carries one. */
export function keepFile(
  store: WriteStore,
  { account, content, conversation, message }: {
    message: number;
    conversation: number;
    account: number;
    content: Content;
  },
): void {
  const file = fileIn(content);
  if (file === undefined) return;
  store.run(
    `INSERT INTO files (message, conversation, account, ${FILE_COLUMNS})
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    message,
    conversation,
    account,
    ...valuesOf(file),
  );
}

/** Keeps the file of a message that is reported, for as long as the report. */
export function keepReportedFile(store: WriteStore, report: number, content: Content): void {
  const file = fileIn(content);
  if (file === undefined) return;
  store.run(
    `INSERT INTO report_files (report, ${FILE_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    report,
    ...valuesOf(file),
  );
}

/** Takes the file of a message away, if it has one. */
export function dropFile(store: WriteStore, message: number): void {
  store.run("DELETE FROM files WHERE message = ?", message);
}

/**
 * Forgets the bytes to which nothing refers any more, and says which these are (SHA-256): whoever
 * stores them may take them from the disk.
 */
export function takeFreed(store: WriteStore): string[] {
  const rows = store.all("SELECT sha256 FROM blobs WHERE refs = 0 ORDER BY sha256");
  if (rows.length > 0) store.run("DELETE FROM blobs WHERE refs = 0");
  return rows.map(hashIn);
}
