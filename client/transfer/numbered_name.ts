/** Names of files that are to be called like others which are there already. */

/** Bytes of a name on nearly every disk, of what is put behind it, and of an ending that is kept. */
const MAX_NAME_BYTES = 255;
const ROOM_BYTES = " (1000).part".length;
const MAX_ENDING_BYTES = 32;

/**
 * `photo.png`, `photo (2).png`, `photo (3).png`; `number` counts from 1. What is too long for a disk
 * is cut before its ending.
 */
export function numberedName(name: string, number: number): string {
  const found = /^.+(\.[^.]*)$/s.exec(name)?.[1] ?? "";
  const ending = bytesOf(found) <= MAX_ENDING_BYTES ? found : "";
  const stem = name.slice(0, name.length - ending.length);
  const memory = new Uint8Array(MAX_NAME_BYTES - ROOM_BYTES - bytesOf(ending));
  const { read } = new TextEncoder().encodeInto(stem, memory);
  return `${stem.slice(0, read)}${number === 1 ? "" : ` (${number})`}${ending}`;
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}
