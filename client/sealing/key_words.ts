/** What there is to tell people about keys, in words. */
import { deviceName } from "../../protocol/encryption/log.ts";
import type { ContactChange } from "../encryption/session/contact_book.ts";
import type { KeyNews } from "../link/key_news.ts";
import type { TalkStanding } from "../encryption/session/private_talk.ts";

/** How a conversation stands, in the words of the composer; empty for whoever has not begun to encrypt. */
export function standingText(standing: TalkStanding, other: string): string {
  switch (standing) {
    case "encrypted":
      return "encrypted";
    case "verified":
      return "encrypted, verified";
    case "no_keys":
      return `NOT encrypted: ${other} has no device that can`;
    case "off":
      return `NOT encrypted: ${other} has turned it off`;
    case "replaced":
      return `NOT sent: ${other} has other keys; /verify ${other}, or /trust ${other}`;
    case "not_linked":
      return "NOT encrypted: this device is not linked";
    case "not_begun":
      return "";
    case "off_here":
      return "NOT encrypted: you have turned it off";
  }
}

/** A change of somebody's keys: devices are one quiet line, another root is loud. */
export function contactNews(change: ContactChange): KeyNews {
  const { account: username } = change;
  switch (change.kind) {
    case "devices": {
      const names = (devices: typeof change.added) => devices.map(deviceName).join(", ");
      const parts = [
        ...(change.added.length === 0 ? [] : [`reads with ${names(change.added)} as well now`]),
        ...(change.removed.length === 0 ? [] : [`has removed ${names(change.removed)}`]),
      ];
      return {
        kind: "devices",
        lines: [`${username} ${parts.join(", and ")}`],
        isLoud: false,
        username,
      };
    }
    case "replaced":
      return {
        kind: "replaced",
        lines: [
          `${username} HAS OTHER KEYS THAN BEFORE: all devices were lost and it began anew, or ` +
          "somebody reads along",
          change.wasVerified
            ? `you have verified ${username}: nothing is sent before /trust ${username}`
            : `ask ${username} whether that is so; sending once more, or /trust ${username}, takes them`,
        ],
        isLoud: true,
        username,
      };
    case "conflict":
      return {
        kind: "conflict",
        lines: [
          `YOUR DEVICES WERE SHOWN DIFFERENT KEYS OF ${username}: compare the numbers, ` +
          `/verify ${username}`,
        ],
        isLoud: true,
        username,
      };
  }
}
