/** The own devices as a client shows them, and how one of them goes. */
import { sameBytes, toBase64url } from "../../protocol/encryption/bytes.ts";
import { activeDevices } from "../../protocol/encryption/log.ts";
import { removeDevices } from "../encryption/account_changes.ts";
import type { PrivateTalk } from "../encryption/session/private_talk.ts";
import type { OwnState } from "../link/key_powers.ts";
import { HeldBack } from "./held_back.ts";
import type { KeyWords } from "./key_words.ts";

/** How this device stands to its account, and what devices that has. */
export async function ownState({ own }: PrivateTalk): Promise<OwnState> {
  const standing = await own.standing();
  if (standing !== "ready") return { standing, isOff: false, devices: [] };
  const { device, log } = await own.now();
  return {
    standing,
    isOff: log.isOff,
    devices: activeDevices(log).map(({ addedTimeMs, id, kind, ordinal }) => ({
      id: toBase64url(id),
      kind,
      ordinal,
      addedTimeMs,
      isThis: sameBytes(id, device.id),
    })),
  };
}

/** Removes a device by its id. @throws {HeldBack} when it is not there, or the one that is used. */
export async function removeOwnDevice(
  { own }: PrivateTalk,
  id: string,
  words: KeyWords,
): Promise<void> {
  await own.change(async (author) => {
    const chosen = activeDevices(author.log).find((device) => toBase64url(device.id) === id);
    if (chosen === undefined) throw new HeldBack(words.deviceGone);
    if (sameBytes(chosen.id, author.device.id)) throw new HeldBack(words.thisDevice);
    return await removeDevices(author, [chosen.id]);
  });
}
