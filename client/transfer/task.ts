/** What a transfer has to do, once there is a turn for it: to send a file, or to fetch one. */
import type { SealedFile } from "../../protocol/encryption/content.ts";
import type { HelloEvent } from "../../protocol/events.ts";
import { safeFileName } from "../../protocol/files/file_name.ts";
import { ChatError } from "../../protocol/errors.ts";
import { MAX_FILE_BYTES, sealedFileBytes } from "../encryption/file_cipher.ts";
import { FileChanged } from "../encryption/sealed_source.ts";
import type { FileStanding } from "../link/file_standing.ts";
import { mayBeForgotten } from "../link/nonce_age.ts";
import type { Place } from "../../protocol/records.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { addressOf } from "../wording/place.ts";
import { downloadFile, type DownloadWork } from "./download.ts";
import { SourceFailed } from "./http/http_connection.ts";
import { factsOf } from "./file_facts.ts";
import { NAMELESS, newUploadSeal } from "./file_seal.ts";
import { dropUpload, FileRefused } from "./file_requests.ts";
import type { KeptDownload, KeptUpload } from "./kept_transfer.ts";
import type { FilesRequest, SoughtFile } from "./look_for_message.ts";
import { isFull, waitedForRoom } from "./room_patience.ts";
import { LocalFailure } from "./target_file.ts";
import type { Transfer } from "./transfer.ts";
import { uploadFile } from "./upload.ts";
import type { MovingTools, UploadWork } from "./upload_work.ts";

/** The link as transfers see it. */
export interface TransferLink {
  /** What opens the next connection. */
  readonly token: string | undefined;
  readonly hello: Pick<HelloEvent, "files"> | undefined;
  say(message: Outgoing): Promise<Stored>;
  request: FilesRequest;
  /** How a file goes there. Asked before anything of it leaves; where it is missing, as it is. */
  fileStanding?(place: Place): Promise<FileStanding>;
  /** Says a message with an encrypted file, or nothing where it cannot be sealed. */
  saySealed?(message: Outgoing, file: SealedFile): Promise<Stored>;
  /**
   * What opens the file of a message; `undefined` where it is not encrypted.
   *
   * @throws {EncryptionError} when it is, and this device cannot open the message.
   */
  sealedFile?(messageId: number): Promise<SealedFile | undefined>;
}

/** What a task works with. */
export interface TaskTools extends MovingTools {
  /** The longest file that the server takes; `undefined` when it takes none. */
  maxBytes: () => number | undefined;
  /** How a file goes there. */
  standing: (place: Place) => Promise<FileStanding>;
  /** Makes the preview of an image. */
  previewOf: ((path: string) => Promise<string | undefined>) | undefined;
  /** The server has the file: says the message in its turn, sealed with what opens the file. */
  say: (message: Outgoing, file?: SealedFile) => Promise<Stored>;
  /** Looks whether a file was said, in the name of this login. */
  look: (sought: Omit<SoughtFile, "from">) => Promise<number | undefined>;
  /** The time of day in milliseconds. */
  timeMs: () => number;
  /** Whether a server whose disk is full is waited for, a day at the most. */
  waitsForRoom: boolean;
}

/** What a task came to. */
export type TaskResult = Partial<Pick<Transfer, "path" | "messageId">>;

/** Something to do that can be gone on with in another run. */
export interface Task {
  /** What is kept of it. */
  kept(): KeptUpload | KeptDownload;
  /** Does what is left of it. Rejects as `uploadFile` and `downloadFile`, and as `Link.say`. */
  run(tools: TaskTools): Promise<TaskResult>;
  /** Takes back what it has left behind. */
  drop(tools: Pick<MovingTools, "connect" | "token">): Promise<void>;
}

/** So often a file is sent again that the server has lost, or that changed while it was sent. */
const MAX_RESTARTS = 2;

/** Codes with which the server says that it needs the file again. */
const LOST: readonly string[] = ["no_such_upload", "upload_incomplete"];

/** What is known of an upload changes as it goes on. */
type UploadToSay =
  & { -readonly [Name in keyof KeptUpload]: KeptUpload[Name] }
  & Pick<UploadWork, "looked">;

/** Sends a file and says the message with it. */
export function uploadTask(given: KeptUpload): Task {
  const work: UploadToSay = { ...given };
  const dropQuietly: Task["drop"] = async ({ connect, token }) => {
    if (work.upload !== undefined) await dropUpload(await connect(), token(), work.upload);
  };
  return {
    kept() {
      const { looked: _looked, ...kept } = work;
      return kept;
    },
    drop: dropQuietly,
    async run(tools) {
      const { keep, previewOf, say } = tools;
      const known = await saidBefore(work, tools);
      if (known !== undefined) return { messageId: known };
      for (let restarts = 0;; restarts++) {
        try {
          if (!work.isWhole || work.saidMs === undefined) await seeHowItGoes(work, tools);
          if (!work.isWhole) {
            await uploadWithPatience(work, tools);
            work.isWhole = true;
            await keep();
          }
          if (work.saidMs === undefined) {
            work.saidMs = tools.timeMs();
            await keep();
          }
          const { id } = await say(
            await messageOf(work, previewOf),
            await sealedFileOf(work, previewOf),
          );
          return { messageId: id };
        } catch (error) {
          const code = codeOf(error);
          const isChanged = code === "hash_mismatch" ||
            error instanceof SourceFailed && error.cause instanceof FileChanged;
          const mayHelp = (LOST.includes(code) || isChanged) && restarts < MAX_RESTARTS;
          if (!mayHelp) throw error;
          work.isWhole = false;
          if (code !== "upload_incomplete") work.upload = undefined;
          if (isChanged) {
            work.sha256 = undefined;
            if (work.seal !== undefined) work.seal = newUploadSeal();
          }
          await keep();
        }
      }
    },
  };
}

/**
 * Sees to it that the file may go there, and goes as it is or encrypted; what was begun otherwise is
 * begun anew.
 *
 * @throws {LocalFailure} when it may not.
 */
async function seeHowItGoes(work: UploadToSay, tools: TaskTools): Promise<void> {
  const standing = await tools.standing(work.to);
  if (typeof standing === "object") throw new LocalFailure(standing.refused);
  const isSealed = standing === "sealed";
  if (isSealed && work.bytes > MAX_FILE_BYTES) {
    throw new LocalFailure(
      `It has ${bytesText(work.bytes)}, and ${bytesText(MAX_FILE_BYTES)} is the most that can be ` +
        "encrypted; pack it into several files first",
    );
  }
  seeThatItFits(isSealed ? sealedFileBytes(work.bytes) : work.bytes, tools.maxBytes());
  if (isSealed === (work.seal !== undefined)) return;
  const { upload } = work;
  work.seal = isSealed ? newUploadSeal() : undefined;
  work.sha256 = work.upload = undefined;
  work.isWhole = false;
  await tools.keep();
  if (upload === undefined) return;
  // The server forgets what nobody goes on with.
  await dropUpload(await tools.connect(), tools.token(), upload).catch(() => {});
}

/** Sends the file; what the server has no room for is waited for when that is wanted. */
async function uploadWithPatience(work: UploadToSay, tools: TaskTools): Promise<void> {
  // What is there at the beginning is what the server says: what was sent since may be refused.
  let there: number | undefined;
  try {
    await uploadFile(work, {
      ...tools,
      progress(phase, bytes) {
        if (phase === "moving") there ??= bytes;
        tools.progress(phase, bytes);
      },
    });
    work.fullSinceMs = work.fullAtBytes = undefined;
  } catch (error) {
    if (!tools.waitsForRoom || !isFull(error)) throw error;
    const outcome = waitedForRoom(work, error, { nowMs: tools.timeMs(), bytes: there ?? 0 });
    await tools.keep();
    throw outcome;
  }
}

/**
 * The message that an earlier attempt came to, where its nonce is so old that the server would store
 * it again. When there is none, the nonce counts from now on.
 */
async function saidBefore(
  work: UploadToSay,
  { keep, look, timeMs }: Pick<TaskTools, "keep" | "look" | "timeMs">,
): Promise<number | undefined> {
  const { bytes, changedMs, isWhole, saidMs, seal, to } = work;
  const { sha256 } = seal ?? work;
  // What the server does not have as a whole was not said either.
  if (!isWhole || saidMs !== undefined && !mayBeForgotten({ nowMs: timeMs(), sinceMs: saidMs })) {
    return undefined;
  }
  const found = await look({ bytes, sha256, to, sinceMs: saidMs ?? changedMs });
  if (found !== undefined) return found;
  work.saidMs = timeMs();
  await keep();
  return undefined;
}

/** Fetches a file. */
export function downloadTask(given: KeptDownload): Task {
  const work: DownloadWork = { ...given };
  return {
    kept: () => ({ ...work, kind: "download" }),
    async run(tools) {
      return { path: await downloadFile(work, tools), messageId: work.messageId };
    },
    async drop() {
      if (work.part !== undefined) await Deno.remove(work.part).catch(() => {}); // it may be gone
    },
  };
}

/**
 * Sees to it that the server takes a file of so many bytes.
 *
 * @throws {LocalFailure} when it does not.
 */
export function seeThatItFits(bytes: number, most: number | undefined): void {
  if (most === undefined) throw new LocalFailure("This server takes no files");
  if (bytes <= most) return;
  throw new LocalFailure(
    `It has ${bytesText(bytes)}, and this server takes files of at most ${bytesText(most)}`,
  );
}

async function messageOf(
  { caption, name, nonce, path, replyTo, seal, to, upload = "" }: KeptUpload,
  previewOf: TaskTools["previewOf"],
): Promise<Outgoing> {
  const file = seal === undefined
    ? { name: safeFileName(name), ...await factsOf({ path, name, previewOf }) }
    : NAMELESS;
  return {
    ...addressOf(to),
    text: caption,
    nonce,
    ...(replyTo === undefined ? {} : { reply_to: replyTo }),
    file: { upload, ...file },
  };
}

/** What those who read the message are told of an encrypted file. */
async function sealedFileOf(
  { bytes, name, path, seal, sha256 }: KeptUpload,
  previewOf: TaskTools["previewOf"],
): Promise<SealedFile | undefined> {
  if (seal === undefined) return undefined;
  if (seal.hash === undefined || sha256 === undefined) {
    throw new TypeError("it is not encrypted yet");
  }
  return {
    id: sha256,
    key: seal.key,
    hash: seal.hash,
    name: safeFileName(name),
    size: bytes,
    ...(seal.sha256 === undefined ? {} : { sha256: seal.sha256 }),
    ...await factsOf({ path, name, previewOf }),
  };
}

function codeOf(error: unknown): string {
  if (error instanceof FileRefused) return error.code;
  return error instanceof ChatError ? error.code : "";
}
