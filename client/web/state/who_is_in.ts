/** For whom the page is at the moment. */
import { serverOf } from "../../full/state/buffers.ts";
import { type PageState, SERVER_ID } from "./page_state.ts";

/**
 * The account for which the page sends things; empty for nobody, when somebody has to log in or
 * another account has just come in. `undefined` while there is no connection to know it from.
 */
export function whoIsIn({ chat, phase }: PageState): string | undefined {
  if (phase.kind === "connecting") return undefined;
  return phase.kind === "login" ? "" : serverOf(chat, SERVER_ID)?.username ?? "";
}
