/** Which of the private messages that came in plain text should have been encrypted. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { Message } from "../../protocol/records.ts";
import { isRefusedWith } from "../encryption/session/key_requests.ts";
import type { PrivateTalk } from "../encryption/session/private_talk.ts";
import { isRoomKey } from "../encryption/session/room_logs.ts";

/** Says of a message in plain text whether it should have been encrypted. */
export type IsSuspicious = (message: Message) => boolean;

/** Of so many conversations it is remembered which sealed message was the first that went by. */
const MAX_CONVERSATIONS = 10_000;

/**
 * What came before both had keys is history, and is shown as it always was. A server may claim that
 * of a message, too, as it could before; but not among those that were encrypted.
 */
export class PlainMarks {
  readonly #talk: PrivateTalk;
  /** By conversation, the least id of a sealed message that was seen. */
  readonly #sealedIds = new BoundedMap<string, number>(MAX_CONVERSATIONS);

  constructor(talk: PrivateTalk) {
    this.#talk = talk;
  }

  /**
   * Whether what is written with somebody should be encrypted. Where it cannot be asked, what is kept
   * here decides.
   */
  async isEncrypted(other: string): Promise<boolean> {
    if (isRoomKey(other)) return true;
    const talk = this.#talk;
    try {
      switch (await talk.standing(other)) {
        case "off_here":
          return false;
        case "encrypted":
        case "verified":
        case "replaced":
          return true;
        default:
          return await talk.hasSeen(other);
      }
    } catch (error) {
      if (isRefusedWith(error, "no_such_user")) return await talk.hasSeen(other);
      // What is wrong is said where something is opened; until then nothing is taken for good.
      return true;
    }
  }

  /** What comes after a sealed message is no history, whatever is claimed of it when it is asked for. */
  saw(other: string, messages: readonly Message[]): void {
    const ids = messages.filter(({ sealed }) => sealed !== undefined).map(({ id }) => id);
    if (ids.length === 0) return;
    this.#sealedIds.set(other, Math.min(this.#sealedIds.get(other) ?? Infinity, ...ids));
  }

  /** What came after this one is gone from the server, and its ids may come again. */
  async restored(lastId: number): Promise<void> {
    for (const [other, id] of this.#sealedIds.entries()) {
      if (id > lastId) this.#sealedIds.delete(other);
    }
    await this.#talk.keys.restored(lastId);
  }

  /** For messages with somebody that were asked for together. */
  async of(other: string, messages: readonly Message[]): Promise<IsSuspicious> {
    if (!await this.isEncrypted(other)) return () => false;
    if (isRoomKey(other)) return () => true; // a room is made encrypted, or is not
    const { fromId, sinceMs } = await this.#begun(other);
    this.saw(other, messages);
    const firstId = Math.min(fromId, this.#sealedIds.get(other) ?? Infinity);
    return ({ id, time }) => !(Date.parse(time) < sinceMs && id < firstId);
  }

  async #begun(other: string): Promise<{ fromId: number; sinceMs: number }> {
    const talk = this.#talk;
    try {
      const sinceMs = await talk.sinceMs(other) ?? -Infinity;
      return { sinceMs, fromId: await talk.keys.encryptedFrom(other) ?? Infinity };
    } catch {
      return { sinceMs: -Infinity, fromId: 0 }; // nothing is taken for good then
    }
  }
}
