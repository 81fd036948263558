/** What a transfer has to do, once there is a turn for it: to send a file, or to fetch one. */
import type { HelloEvent } from "../../protocol/events.ts";
import { safeFileName } from "../../protocol/files/file_name.ts";
import { ChatError } from "../../protocol/errors.ts";
import { mayBeForgotten } from "../link/nonce_age.ts";
import type { Place } from "../../protocol/records.ts";
import type { Outgoing, Stored } from "../link/unacknowledged.ts";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { addressOf } from "../wording/place.ts";
import { downloadFile, type DownloadWork } from "./download.ts";
import { factsOf } from "./file_facts.ts";
import { dropUpload, FileRefused } from "./file_requests.ts";
import type { KeptDownload, KeptUpload } from "./kept_transfer.ts";
import type { FilesRequest, SoughtFile } from "./look_for_message.ts";
import { isFull, waitedForRoom } from "./room_patience.ts";
import { LocalFailure } from "./target_file.ts";
import type { Transfer } from "./transfer.ts";
import { type MovingTools, uploadFile } from "./upload.ts";

/** The link as transfers see it. */
export interface TransferLink {
  /** What opens the next connection. */
  readonly token: string | undefined;
  readonly hello: Pick<HelloEvent, "files"> | undefined;
  say(message: Outgoing): Promise<Stored>;
  request: FilesRequest;
  /** Why a file must not be sent there; `undefined` when it may. Asked before anything of it leaves. */
  fileRefused?(place: Place): Promise<string | undefined>;
}

/** What a task works with. */
export interface TaskTools extends MovingTools {
  /** The longest file that the server takes; `undefined` when it takes none. */
  maxBytes: () => number | undefined;
  /** Why a file must not be sent there. */
  refused: (place: Place) => Promise<string | undefined>;
  /** Makes the preview of an image. */
  previewOf: ((path: string) => Promise<string | undefined>) | undefined;
  /** The server has the file: says the message in its turn. */
  say: (message: Outgoing) => Promise<Stored>;
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
type UploadToSay = { -readonly [Name in keyof KeptUpload]: KeptUpload[Name] };

/** Sends a file and says the message with it. */
export function uploadTask(given: KeptUpload): Task {
  const work: UploadToSay = { ...given };
  const dropQuietly: Task["drop"] = async ({ connect, token }) => {
    if (work.upload !== undefined) await dropUpload(await connect(), token(), work.upload);
  };
  return {
    kept: () => ({ ...work }),
    drop: dropQuietly,
    async run(tools) {
      const { keep, maxBytes, previewOf, say } = tools;
      const known = await saidBefore(work, tools);
      if (known !== undefined) return { messageId: known };
      for (let restarts = 0;; restarts++) {
        try {
          if (!work.isWhole) {
            seeThatItFits(work.bytes, maxBytes());
            const reason = await tools.refused(work.to);
            if (reason !== undefined) throw new LocalFailure(reason);
            await uploadWithPatience(work, tools);
            work.isWhole = true;
            await keep();
          }
          if (work.saidMs === undefined) {
            work.saidMs = tools.timeMs();
            await keep();
          }
          const { id } = await say(await messageOf(work, previewOf));
          return { messageId: id };
        } catch (error) {
          const code = codeOf(error);
          const isChanged = code === "hash_mismatch";
          const mayHelp = (LOST.includes(code) || isChanged) && restarts < MAX_RESTARTS;
          if (!mayHelp) throw error;
          work.isWhole = false;
          if (code !== "upload_incomplete") work.upload = undefined;
          if (isChanged) work.sha256 = undefined;
          await keep();
        }
      }
    },
  };
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
  const { bytes, changedMs, isWhole, saidMs, sha256, to } = work;
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
  { caption, name, nonce, path, replyTo, to, upload = "" }: KeptUpload,
  previewOf: TaskTools["previewOf"],
): Promise<Outgoing> {
  return {
    ...addressOf(to),
    text: caption,
    nonce,
    ...(replyTo === undefined ? {} : { reply_to: replyTo }),
    file: { upload, name: safeFileName(name), ...await factsOf({ path, name, previewOf }) },
  };
}

function codeOf(error: unknown): string {
  if (error instanceof FileRefused) return error.code;
  return error instanceof ChatError ? error.code : "";
}
