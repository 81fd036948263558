/** What the server's last word before it closes a connection means for the client. */
import type { ClosingEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";

/** Ends the client when coming back would be wrong; `undefined` when it may come back. */
export function failureFor(event: ClosingEvent): ClientFailure | undefined {
  const advice = adviceFor(event);
  if (advice === undefined) return undefined;
  const said = printable(event.message).replace(/[.!]\s*$/, "");
  return new ClientFailure(EXIT.refused, said === "" ? advice : `${said}; ${advice}`);
}

function adviceFor({ reason }: ClosingEvent): string | undefined {
  switch (reason) {
    case "account_deleted":
      return "this account is gone, and so is this connection";
    case "address_banned":
      return "connecting again helps only when the ban has ended";
    case "banned":
      return "ask those who run the server";
    case "kicked":
      return "connect again if you may";
    case "password_reset":
      return "connect again to do so";
    case "revoked":
      return "this device was logged out; connect again and log in to go on here";
    case "taken_over":
      return "the account is used from somewhere else now; connect again to take it back";
    default:
      return undefined;
  }
}
