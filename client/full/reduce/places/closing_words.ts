/** Why a terminal leaves something in the list of rooms and people. */
import { placeName } from "../../../wording/place.ts";
import type { Buffer } from "../../state/state.ts";
import type { StayReason } from "./reduce_closing.ts";

/** A sentence about it. */
export function stayText(reason: StayReason, buffer: Buffer | undefined): string {
  switch (reason) {
    case "server":
      return "Only a private conversation can be closed; /disconnect leaves this server";
    case "room": {
      const name = buffer?.place === undefined ? "" : placeName(buffer.place);
      return `You are in ${name}, so it stays in the list; /part leaves it for good`;
    }
    case "unsent":
      return "Something here was not sent: Alt+R sends it again, Escape takes it back";
  }
}
