/** What only the console can ask for about files: which there are, how much they take, whether they are whole. */
import { type FieldsOf, flag, optional, type Shape, text } from "../../../protocol/field_checks.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { isSha256 } from "../../../protocol/files/file_fields.ts";
import type { Services } from "../../commands/services.ts";
import type { FileUsage } from "../../journal/files/storage_limits.ts";
import type { NamedUsage } from "../../journal/read/files.ts";

/** The actions. */
export const FILE_SHAPES = {
  files_list: { after: optional(text) },
  files_usage: {},
  files_purge: { uploads: optional(flag) },
  files_verify: { after: optional(text) },
} as const satisfies Record<string, Shape>;

/** The name of one. */
export type FileAction = keyof typeof FILE_SHAPES;

/** A file that is stored, once, however often it was said. */
export interface ListedFile {
  sha256: string;
  size: number;
  /** The first messages that carry it. */
  messages: number[];
}

/** How much there is, and how much there may be; what has no bound is missing. */
export interface ShownUsage {
  files: FileUsage;
  uploads: FileUsage;
  disk: { free?: number; total?: number };
  limits: { file: number; account: number; server?: number };
  accounts: NamedUsage[];
  rooms: NamedUsage[];
}

/** A file that is not what it should be. */
export interface WrongFile extends ListedFile {
  problem: "missing" | "damaged";
}

/** What they answer. */
export interface FileAnswers {
  files_list: { files: ListedFile[]; more: boolean };
  files_usage: ShownUsage;
  files_purge: { blobs: number; bytes: number; uploads: number };
  /** What was looked at in one go; `next` is `after` for the next one. */
  files_verify: { files: number; bytes: number; wrong: WrongFile[]; next?: string };
}

/** Files in one answer. */
const PAGE_FILES = 100;

/** Messages that are named for each. */
const NAMED_MESSAGES = 20;

/** Bytes after which one request has looked at enough. */
const VERIFIED_AT_ONCE_BYTES = 256 * 1_024 * 1_024;

/** Accounts and rooms that are named. */
const LARGEST = 10;

/** Answers them. */
export const FILE_ACTIONS: {
  readonly [A in FileAction]: (
    services: Services,
    fields: FieldsOf<(typeof FILE_SHAPES)[A]>,
  ) => Promise<FileAnswers[A]>;
} = {
  async files_list({ journal }, { after }) {
    const all = await pageAfter(journal, after);
    const files: ListedFile[] = [];
    for (const blob of all) files.push(await listed(journal, blob));
    return { files, more: all.length === PAGE_FILES };
  },

  async files_usage({ files: { limits, space, uploads }, journal }) {
    const { server } = await journal.query("file_usage", { account: 0 });
    const largest = (scope: "account" | "conversation") =>
      journal.query("largest_file_usage", { scope, limit: LARGEST });
    const all = uploads.all();
    const { free, total } = await space.room();
    const { maxAccountBytes, maxFileBytes, maxStorageBytes } = limits;
    return {
      files: server,
      uploads: {
        files: all.length,
        bytes: all.reduce((sum, { offset }) => sum + offset, 0),
      },
      disk: Number.isFinite(total) ? { free, total } : {},
      limits: {
        file: maxFileBytes,
        account: maxAccountBytes,
        ...(Number.isFinite(maxStorageBytes) ? { server: maxStorageBytes } : {}),
      },
      accounts: await largest("account"),
      rooms: await largest("conversation"),
    };
  },

  async files_purge({ files: { blobs, uploads } }, { uploads: allUploads }) {
    let count = await uploads.collect();
    for (const upload of allUploads === true ? uploads.all() : []) {
      if (await uploads.remove(upload)) count += 1;
    }
    await blobs.idle();
    return { ...await blobs.collect(), uploads: count };
  },

  async files_verify({ files: { blobs }, journal }, { after }) {
    const answer: FileAnswers["files_verify"] = { files: 0, bytes: 0, wrong: [] };
    const all = await pageAfter(journal, after);
    for (const blob of all) {
      const looked = await blobs.verify(blob.sha256);
      answer.files += 1;
      answer.bytes += looked.bytes;
      if (!looked.isGood) {
        const [isThere] = await journal.query("referenced_blobs", { hashes: [blob.sha256] });
        // It may have been deleted while it was looked at.
        const problem = looked.bytes === 0 && blob.size > 0 ? "missing" : "damaged";
        if (isThere !== undefined) answer.wrong.push({ ...await listed(journal, blob), problem });
      }
      if (answer.bytes >= VERIFIED_AT_ONCE_BYTES) return { ...answer, next: blob.sha256 };
    }
    const last = all.at(-1);
    return all.length < PAGE_FILES || last === undefined
      ? answer
      : { ...answer, next: last.sha256 };
  },
};

function pageAfter(journal: Services["journal"], after = "") {
  if (after !== "" && !isSha256(after)) {
    throw new ChatError("bad_field", '"after" is a SHA-256 in hexadecimal');
  }
  return journal.query("all_blobs", { after, limit: PAGE_FILES });
}

async function listed(
  journal: Services["journal"],
  { sha256, size }: { sha256: string; size: number },
): Promise<ListedFile> {
  const messages = await journal.query("messages_with_blob", { sha256 });
  return { sha256, size, messages: messages.slice(0, NAMED_MESSAGES) };
}
