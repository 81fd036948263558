/** What was chosen about being told, kept in this browser. */
import type { PushNotify } from "../../../protocol/push.ts";
import { MAX_PLACE_MODES } from "../../../protocol/push.ts";
import type { NotifyMode } from "../../config/config.ts";
import { keep, kept } from "../net/kept.ts";

const PUSH = "chat-push";
const MODES = "chat-notify";

/** What is pushed to this browser while no page is open. */
export interface PushChoice {
  readonly notify: PushNotify;
  readonly hidesText: boolean;
}

/** Modes of places: `chat.example #ops`, as in the settings of the state. */
export type PlaceModes = Readonly<Record<string, NotifyMode>>;

/** What was chosen; undefined when nothing is to be pushed. */
export function keptPush(): PushChoice | undefined {
  const { hidesText, notify } = parsed(kept(PUSH));
  if (notify !== "mentions" && notify !== "all") return undefined;
  return { notify, hidesText: hidesText === true };
}

/** Keeps it; false when this browser keeps nothing. */
export function keepPush(choice: PushChoice | undefined): boolean {
  return keep(PUSH, choice === undefined ? "" : JSON.stringify(choice));
}

/** What was chosen for single places. */
export function keptModes(): PlaceModes {
  return Object.fromEntries(
    Object.entries(parsed(kept(MODES))).filter((entry): entry is [string, NotifyMode] =>
      entry[1] === "all" || entry[1] === "mentions" || entry[1] === "none"
    ),
  );
}

/** Keeps the mode of one place more; the oldest go when there are many. */
export function keepMode(name: string, mode: NotifyMode | undefined): boolean {
  const { [name]: _before, ...others } = keptModes();
  const all = mode === undefined ? others : { ...others, [name]: mode };
  const newest = Object.entries(all).slice(-MAX_PLACE_MODES);
  return keep(MODES, JSON.stringify(Object.fromEntries(newest)));
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text === "" ? "{}" : text);
    return typeof value === "object" && value !== null ? value as Record<string, unknown> : {};
  } catch {
    return {}; // somebody else wrote there
  }
}
