/** Which of the private messages that came in plain text should have been encrypted. */
import type { Message } from "../../protocol/records.ts";
import { isRefusedWith } from "../encryption/session/key_requests.ts";
import type { PrivateTalk } from "../encryption/session/private_talk.ts";
import { isRoomKey } from "../encryption/session/room_logs.ts";

/** Says of a message in plain text whether it should have been encrypted. */
export type IsSuspicious = (message: Message) => boolean;

/**
 * What came before both had keys is history, and is shown as it always was. A server may claim that
 * of a message, too, as it could before; but not among those that were encrypted.
 */
export class PlainMarks {
  readonly #talk: PrivateTalk;

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

  /** For messages with somebody that were asked for together. */
  async of(other: string, messages: readonly Message[]): Promise<IsSuspicious> {
    if (!await this.isEncrypted(other)) return () => false;
    if (isRoomKey(other)) return () => true; // a room is made encrypted, or is not
    const { fromId, sinceMs } = await this.#begun(other);
    const sealedIds = messages.filter(({ sealed }) => sealed !== undefined).map(({ id }) => id);
    const firstId = Math.min(fromId, ...sealedIds);
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
