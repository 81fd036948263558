/** Finds out whether a file was said already, where the server does not know its nonce any more. */
import { foldUsername } from "../../protocol/names.ts";
import type { FilesPage } from "../../protocol/answers.ts";
import type { Place } from "../../protocol/records.ts";
import { messagesIn } from "../net/incoming.ts";
import type { KeptUpload } from "./kept_transfer.ts";

/** Files of a page, and how many pages are looked at: what is further back is not looked for. */
const PAGE_FILES = 100;
const MAX_PAGES = 20;
/** So much later than the server's the clock may be that was looked at when the message was said. */
const SKEW_MS = 60 * 60 * 1_000;

/** Asks for the files of a place, the newest ones first. */
export type FilesRequest = (
  action: "files",
  fields: ({ room: string } | { with: string }) & { limit: number; before?: number },
) => Promise<FilesPage>;

/** The file that was said, and since when. */
export type SoughtFile =
  & Pick<KeptUpload, "bytes" | "sha256">
  & { readonly to: Place; readonly from: string; readonly sinceMs: number };

/**
 * The id of one's own message with this file, not older than `sinceMs`; `undefined` when there is
 * none. Its caption may be another one by now: edited, or masked. Rejects as the request does.
 */
export async function lookForMessage(
  request: FilesRequest,
  { bytes, from, sha256, sinceMs, to }: SoughtFile,
): Promise<number | undefined> {
  let before: number | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const answer = await request("files", {
      ...to,
      limit: PAGE_FILES,
      ...(before === undefined ? {} : { before }),
    });
    const messages = messagesIn(answer.messages);
    const isYoung = ({ time }: { time: string }) => !(Date.parse(time) < sinceMs - SKEW_MS);
    const found = messages.findLast((message) =>
      message.file?.sha256 === sha256 && message.file?.size === bytes && isYoung(message) &&
      foldUsername(message.from) === foldUsername(from)
    );
    if (found !== undefined) return found.id;
    const [oldest] = messages;
    if (answer.more !== true || oldest === undefined || !isYoung(oldest)) return undefined;
    before = oldest.id;
  }
  return undefined;
}
