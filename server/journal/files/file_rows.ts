/** Files as rows: what there is to know of one but its bytes, which lie beside the database. */
import type { SQLInputValue } from "node:sqlite";
import type { SharedFile } from "../../../protocol/files/shared_file.ts";
import type { Row, Store } from "../database/store.ts";

/** The columns that say what a file is. */
export const FILE_COLUMNS = "sha256, size, name, type, width, height, preview";

/** The file of a message; undefined when it has none, or not any more. */
export function fileOfMessage(store: Store, message: number): SharedFile | undefined {
  const row = store.get(`SELECT ${FILE_COLUMNS} FROM files WHERE message = ?`, message);
  return row === undefined ? undefined : fileIn(row);
}

/** The file that a report keeps of a message. */
export function fileOfReport(store: Store, report: number): SharedFile | undefined {
  const row = store.get(`SELECT ${FILE_COLUMNS} FROM report_files WHERE report = ?`, report);
  return row === undefined ? undefined : fileIn(row);
}

/** The file in a row with {@linkcode FILE_COLUMNS}. */
export function fileIn(row: Row): SharedFile {
  const { width, height, preview } = row;
  return {
    name: String(row["name"]),
    size: Number(row["size"]),
    type: String(row["type"]),
    sha256: hashIn(row),
    ...(width === null || height === null ? {} : { width: Number(width), height: Number(height) }),
    ...(preview === null ? {} : { preview: String(preview) }),
  };
}

/** The values of {@linkcode FILE_COLUMNS}. */
export function valuesOf(file: SharedFile): SQLInputValue[] {
  const { height, name, preview, sha256, size, type, width } = file;
  return [
    Uint8Array.fromHex(sha256),
    size,
    name,
    type,
    width ?? null,
    height ?? null,
    preview ?? null,
  ];
}

/** The SHA-256 in a row, as the protocol writes it. */
export function hashIn(row: Row): string {
  return (row["sha256"] as Uint8Array).toHex();
}
