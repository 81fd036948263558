/** Says that a file is there, once, over as many connections as that takes. */
import type { SealedFile } from "../../../protocol/encryption/content.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { Place } from "../../../protocol/records.ts";
import { busyPauseMs, isBusy } from "../../base/busy.ts";
import { type Clock, pause } from "../../base/clock.ts";
import { ConnectionLost } from "../../base/failure.ts";
import { mayBeForgotten } from "../../link/nonce_age.ts";
import type { FileStanding } from "../../link/file_standing.ts";
import type { Outgoing } from "../../link/unacknowledged.ts";
import { HeldBack } from "../../sealing/held_back.ts";
import { NAMELESS } from "../../transfer/file_seal.ts";
import type { FileFacts, Sending } from "./upload_view.ts";

/** So long after a loss it is tried again to say what has arrived. */
const SAY_AGAIN_MS = 1_000;

/** It may be a message already, and the server would not know it again: somebody has to look. */
export class PerhapsSaid extends Error {
  override readonly name = "PerhapsSaid";
}

/** The place has been encrypted since, and the file was not, or the other way round: nothing was sent. */
export class StandsOtherwise extends Error {
  override readonly name = "StandsOtherwise";
}

/**
 * Says a message for an account. Throws {ChatError} when it is refused, {ConnectionLost} without a
 * connection of this account.
 */
export type SayFile = (
  message: Outgoing,
  account: string,
  /** Of an encrypted file: what opens it. The message is said with it encrypted, or not at all. */
  sealed?: SealedFile,
) => Promise<unknown>;

/** How files go to a place now. Throws {ConnectionLost} without a connection of this account. */
export type AskStanding = (
  place: Place,
  account: string,
  /** Whether the file is encrypted, so that there are keys to be taken up. */
  isSealed: boolean,
) => Promise<FileStanding>;

/**
 * Resolves when a file may go as it is, as soon as that is known; before any of it has left.
 *
 * @throws {HeldBack} when nothing may go there; {StandsOtherwise}.
 */
export async function seeThatItMayGo(
  { sending, signal, waits }: Pick<SayingFile, "sending" | "signal" | "waits">,
  { clock, standing }: { clock: Clock; standing: AskStanding },
): Promise<void> {
  const { account, place, sealed } = sending;
  await untilAnswered({ clock, signal, waits }, async () => {
    const now = await standing(place, account, sealed !== undefined);
    if (typeof now === "object") throw new HeldBack(now.refused);
    if ((now === "sealed") !== (sealed !== undefined)) throw new StandsOtherwise();
  });
}

/** Does something again until it is not for want of a connection, or of a server that has time. */
async function untilAnswered(
  { clock, signal, waits }: { clock: Clock } & Pick<SayingFile, "signal" | "waits">,
  work: () => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof ConnectionLost) && !isBusy(error)) throw error;
      // Until then it can be held back and given up.
      waits();
      await pause(clock, Math.max(SAY_AGAIN_MS, busyPauseMs(error)), signal);
      signal.throwIfAborted();
    }
  }
}

/** Whether the server has not got the file that was said. */
export function isFileMissing(error: unknown): boolean {
  return error instanceof ChatError &&
    (error.code === "no_such_upload" || error.code === "upload_incomplete");
}

/** What is said, and who is told how that goes. */
export interface SayingFile {
  readonly sending: Omit<Sending, "file">;
  readonly file: FileFacts & { readonly upload: string };
  readonly nonce: string;
  /** Since when the server may know the nonce, Unix milliseconds. */
  readonly sinceMs: number;
  readonly signal: AbortSignal;
  /** It is being said. */
  readonly says: () => void;
  /** It cannot be said at the moment. */
  readonly waits: () => void;
}

/**
 * Resolves when it was said.
 *
 * @throws {ChatError} when it is refused; {PerhapsSaid} when nobody knows any more whether it was said;
 * what `signal` says when it is called off.
 */
export async function sayFile(
  { file, nonce, says, sending, signal, sinceMs, waits }: SayingFile,
  { clock, say, timeMs }: { clock: Clock; timeMs: () => number; say: SayFile },
): Promise<void> {
  const { account, caption, name, place, sealed } = sending;
  // The server is told nothing of an encrypted file, whatever the browser knows.
  const said = sealed === undefined ? { ...file, name } : { upload: file.upload, ...NAMELESS };
  const where = place.room === undefined ? { to: place.with } : { room: place.room };
  // The nonce sees to it that it is said once.
  await untilAnswered({ clock, signal, waits }, async () => {
    if (mayBeForgotten({ nowMs: timeMs(), sinceMs })) throw new PerhapsSaid();
    says();
    await say({ ...where, text: caption, file: said, nonce }, account, sealed);
  });
}
