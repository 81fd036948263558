/** A file on its way, and all that is known of it. */
import type { KeptUpload } from "../offline/kept_upload.ts";
import type { Upload } from "./upload.ts";
import type { Sending, UploadView } from "./upload_view.ts";

/** In the place of a file that has to be chosen again; it is never read. */
export const NO_FILE = new Blob([]);

/** One file. */
export interface Item {
  /** Unique among all pages. */
  readonly id: string;
  readonly order: number;
  sending: Sending;
  upload: Upload;
  /** Of the file, to know it again. */
  lastModified: number;
  /** Whether the file is still there when the page is loaded anew. */
  isKept: boolean;
  /** Where the server has it, as far as that is kept. */
  keptPath: string | undefined;
  /** Under which the server knows it again, and since when it may. */
  nonce: string;
  saidSinceMs: number | undefined;
  stop: AbortController;
  view: UploadView;
  /** When how much was there, to tell how fast it goes. */
  mark: { ms: number; bytes: number };
  /** Since when nothing of it could be sent; `undefined` while it goes on. */
  waitingSinceMs: number | undefined;
}

/** One that begins, or goes on where an earlier page has left it; paused or without its file it waits. */
export function newItem(
  file: Blob | undefined,
  kept: KeptUpload,
  { key, nowMs, upload }: { key: number; nowMs: number; upload: Upload },
): Item {
  const { account, caption, id, isPaused, lastModified, name, nonce, path, place } = kept;
  const { order, saidSinceMs, sealed, size } = kept;
  const state = file === undefined ? "missing" : isPaused ? "paused" : "queued";
  return {
    id,
    order,
    sending: { file: file ?? NO_FILE, name, place, caption, account, sealed },
    upload,
    lastModified,
    isKept: false,
    keptPath: path,
    nonce,
    saidSinceMs,
    stop: new AbortController(),
    view: { key, name, place, size, sent: 0, state, rate: undefined, error: undefined },
    mark: { ms: nowMs, bytes: 0 },
    waitingSinceMs: undefined,
  };
}

/** What is kept of it. */
export function keptOf(item: Item): KeptUpload {
  const { id, lastModified, nonce, order, saidSinceMs, sending, upload: { path }, view } = item;
  const { account, caption, name, place, sealed } = sending;
  const { size, state } = view;
  const isPaused = state === "paused";
  return {
    account,
    caption,
    id,
    isPaused,
    lastModified,
    name,
    nonce,
    order,
    path,
    place,
    saidSinceMs,
    ...(sealed === undefined ? {} : { sealed }),
    size,
  };
}

/** How fast it goes is said so often at the most. */
const RATE_MS = 500;

/** How it stands now that more of it has arrived, or that it waits or goes on; sets the mark anew. */
export function movedOn(item: Item, nowMs: number): Partial<UploadView> {
  const { mark, upload: { isServerFull, isWaiting, offset }, view } = item;
  const passedMs = nowMs - mark.ms;
  const isTime = passedMs >= RATE_MS && offset > mark.bytes;
  const rate = isTime ? (offset - mark.bytes) / passedMs * 1_000 : undefined;
  if (isTime) item.mark = { ms: nowMs, bytes: offset };
  return {
    sent: offset,
    state: isWaiting ? "waiting" : "sending",
    isServerFull,
    ...(rate === undefined ? {} : { rate: ((view.rate ?? rate) + rate) / 2 }),
  };
}

/** When a file of the disk was changed last, Unix milliseconds; 0 for what is none. */
export function lastModifiedOf(file: Blob): number {
  return file instanceof File ? file.lastModified : 0;
}

/** The name of an upload, which the server has given it. */
export function nameIn(path: string): string {
  return path.replace(/.*\//, "");
}
