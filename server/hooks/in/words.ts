/** Makes lines of light Markdown out of what senders say. */
import { createHash } from "node:crypto";
import { MAX_TEXT_BYTES } from "../../../protocol/limits.ts";

/** Most characters of a title, a name, or a part of something longer. */
const MAX_TITLE_LENGTH = 200;

/** What an address has that can be the end of a link in light Markdown. */
const LINKABLE = /^https?:\/\/[^\s()<>]{1,1000}$/;

/** One line of a text, cut off where it becomes too long. */
export function oneLine(text: string, most = MAX_TITLE_LENGTH): string {
  const line = text.trim().split(/\r\n|[\r\n]/, 1)[0]?.trim() ?? "";
  const characters = [...line.slice(0, most * 4)];
  return characters.length <= most ? line : `${characters.slice(0, most - 1).join("")}…`;
}

/**
 * One line of what anybody may have written who can open an issue or push a branch: it calls nobody,
 * and makes no links of its own.
 */
export function ofStrangers(text: string | undefined, most = MAX_TITLE_LENGTH): string {
  return oneLine(text ?? "", most).replaceAll("@", "@\u200b").replace(/[\[\]`]/g, "'");
}

/** A link with a name, or the name alone where the address can be none. */
export function link(name: string, url: string | undefined): string {
  const label = name.replace(/[\[\]]/g, "'");
  if (url === undefined || !LINKABLE.test(url)) return label;
  return label === "" || label.length > MAX_TITLE_LENGTH
    ? `${label} ${url}`.trim()
    : `[${label}](${url})`;
}

/** A text that can be stored, and is no longer than a message may be. */
export function storable(text: string): string {
  const whole = text.toWellFormed().replaceAll("\0", "\ufffd").replaceAll("\r\n", "\n").trim();
  return shortened(whole, MAX_TEXT_BYTES);
}

/** A text of so many bytes of UTF-8 at most; what is cut off is marked. */
export function shortened(text: string, mostBytes: number): string {
  const mark = " …";
  const room = mostBytes - new TextEncoder().encode(mark).length;
  const memory = new Uint8Array(mostBytes);
  const { read } = new TextEncoder().encodeInto(text, memory);
  if (read === text.length) return text;
  const { read: kept } = new TextEncoder().encodeInto(text, memory.subarray(0, room));
  return `${text.slice(0, kept).trimEnd()}${mark}`;
}

/** Lines that are there, each by itself. */
export function lines(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("\n");
}

/**
 * What a sender calls a thing by, so that it is known again, in `most` characters: where that is more,
 * its SHA-256 stands for it, for the beginnings of two may be the same.
 */
export function shortName(name: string, most: number): string {
  const whole = name.toWellFormed();
  if (whole.length <= most && !whole.includes("\0")) return whole;
  return createHash("sha256").update(whole).digest("hex");
}
