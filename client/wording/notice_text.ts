/** Says what a notice of the server is about, with the commands of this client. */
import type { NoticeEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";

/** The notice in one line: in words of the client where it knows what it is about. */
export function noticeText(event: NoticeEvent): string {
  return printable(ownWords(event) ?? event.text);
}

/** `undefined` when the server's own words will do, or when a fact is missing. */
function ownWords(event: NoticeEvent): string | undefined {
  switch (event.code) {
    case "recovery_code_used":
      return event.left === 0
        ? "Somebody logged in to this account with a recovery code; none is left: /2fa off and " +
          "then /2fa on makes new ones"
        : undefined;
    case "reported": {
      const { message, report, room } = event;
      const isWhole = [message, report].every(Number.isSafeInteger) && typeof room === "string";
      return isWhole
        ? `Message ${message} in #${room} was reported; /reports shows report ${report}`
        : undefined;
    }
    default:
      return undefined;
  }
}
