/** What is kept of a transfer so that another run of the client can go on with it. */
import type { Place } from "../../protocol/records.ts";

/** At which server, and as whom. */
export interface TransferHome {
  /** `host:port`. */
  readonly place: string;
  readonly isEncrypted: boolean;
  readonly username: string;
}

/** A file on its way to the server, and the message that it becomes. */
export interface KeptUpload {
  readonly kind: "upload";
  readonly path: string;
  /** What the file was like when it was hashed: another one is begun anew. */
  readonly bytes: number;
  readonly changedMs: number;
  readonly sha256: string | undefined;
  /** The id that the server has given it, and whether it has all of it. */
  readonly upload: string | undefined;
  readonly isWhole: boolean;
  readonly to: Place;
  readonly caption: string;
  readonly replyTo: number | undefined;
  readonly name: string;
  /** By which the server knows the message again. */
  readonly nonce: string;
  /** When it was first said, a time of day; `undefined` before, and where an older client kept it. */
  readonly saidMs?: number | undefined;
  /** Since when the disk of the server has been full for it, a time of day, and what was there. */
  readonly fullSinceMs?: number | undefined;
  readonly fullAtBytes?: number | undefined;
}

/** A file on its way to this machine. */
export interface KeptDownload {
  readonly kind: "download";
  readonly messageId: number;
  /** The folder and the name that it gets, which is clean; `undefined`: what the server calls it. */
  readonly folder: string;
  readonly name: string | undefined;
  /** Where it is written until it is whole. */
  readonly part: string | undefined;
  readonly bytes: number | undefined;
  readonly sha256: string | undefined;
}

/** One line of the file. */
export type KeptTransfer =
  & { readonly id: string; readonly owner: string; readonly isPaused: boolean }
  & TransferHome
  & (KeptUpload | KeptDownload);

/** Longest line that is taken, in characters. */
const MAX_LINE_LENGTH = 65_536;

/** The line of a transfer. */
export function lineOfTransfer(kept: KeptTransfer): string {
  return `${JSON.stringify(kept)}\n`;
}

/** The transfers in a file; lines that are none are left out. */
export function transfersIn(text: string): KeptTransfer[] {
  return text.split("\n").flatMap((line) => {
    if (line.length === 0 || line.length > MAX_LINE_LENGTH) return [];
    try {
      const value: unknown = JSON.parse(line);
      return isTransfer(value) ? [value] : [];
    } catch {
      return []; // written by half, or by hand
    }
  });
}

function isTransfer(value: unknown): value is KeptTransfer {
  if (typeof value !== "object" || value === null) return false;
  const fields = value as Record<string, unknown>;
  const hasTexts = ["id", "owner", "place", "username"]
    .every((name) => typeof fields[name] === "string");
  const hasFlags = ["isPaused", "isEncrypted"].every((name) => typeof fields[name] === "boolean");
  if (!hasTexts || !hasFlags) return false;
  return fields["kind"] === "upload" ? isUpload(fields) : isDownload(fields);
}

function isUpload(fields: Record<string, unknown>): boolean {
  const { bytes, caption, changedMs, isWhole, nonce, path, replyTo, sha256, to, upload } = fields;
  const { room, with: other } = (to ?? {}) as { room?: unknown; with?: unknown };
  return typeof fields["name"] === "string" && typeof path === "string" &&
    typeof caption === "string" && typeof nonce === "string" &&
    Number.isSafeInteger(bytes) && typeof isWhole === "boolean" && typeof changedMs === "number" &&
    isMaybe(sha256, "string") && isMaybe(upload, "string") && isMaybe(replyTo, "number") &&
    isMaybe(fields["saidMs"], "number") && isMaybe(fields["fullSinceMs"], "number") &&
    isMaybe(fields["fullAtBytes"], "number") &&
    (typeof room === "string") !== (typeof other === "string");
}

function isDownload(fields: Record<string, unknown>): boolean {
  const { bytes, folder, kind, messageId, part, sha256 } = fields;
  return kind === "download" && Number.isSafeInteger(messageId) && typeof folder === "string" &&
    isMaybe(fields["name"], "string") && isMaybe(part, "string") && isMaybe(bytes, "number") &&
    isMaybe(sha256, "string");
}

function isMaybe(value: unknown, type: string): boolean {
  return value === undefined || typeof value === type;
}
