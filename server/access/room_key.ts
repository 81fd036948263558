/**
 * Keys of rooms. Whoever can read what is kept of them can read the rooms as well, so they are not
 * hashed as slowly as passwords; but they are nowhere kept as they were typed, and comparing them
 * takes the same time however much of one is right.
 */
import { Buffer } from "node:buffer";
import { createHmac, timingSafeEqual } from "node:crypto";

/** Most characters of a key. */
export const MAX_KEY_LENGTH = 64;

/** Bytes of what is put to a key, so that the same key looks different in every room. */
export const KEY_SALT_BYTES = 16;

/** What is kept of a key: the salt, and the key hashed with it, in base64. */
export function hashRoomKey(key: string, salt: Uint8Array): string {
  const hash = createHmac("sha256", salt).update(key, "utf8").digest("base64");
  return `${Buffer.from(salt).toString("base64")}.${hash}`;
}

/** The salt of what is kept of a key. */
export function saltOf(keyHash: string): Uint8Array {
  return new Uint8Array(Buffer.from(keyHash.split(".", 1)[0] ?? "", "base64"));
}

/** Whether two hashes are of the same key. */
export function isSameKey(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}
