/** States of the page as they are after a login, made by its own reducer. */
import type { PageAction } from "../../client/web/state/page_action.ts";
import { firstPageState, type PageState, SERVER_ID } from "../../client/web/state/page_state.ts";
import { type PageTools, reducePage } from "../../client/web/state/reduce_page.ts";
import { EN } from "../../client/web/texts/en.ts";

const TOOLS: PageTools = { sendTyped: undefined, eventText: EN.events.text };

/** What has happened; alice is who reads. */
export interface PageFacts {
  /** @default ["general"] */
  readonly rooms?: readonly string[];
  /** The open room. @default the first of them */
  readonly active?: string;
}

/** Logged in as alice, in these rooms. */
export function pageWith({ rooms = ["general"], active = rooms[0] }: PageFacts = {}): PageState {
  const first = firstPageState({ address: "chat.example", nowMs: 0 });
  return afterAll(first, [
    { kind: "entered", username: "alice" },
    { kind: "welcome", serverId: SERVER_ID, username: "alice", rooms, lastId: 0 },
    ...(active === undefined ? [] : [{ kind: "go", place: { room: active } } as const]),
  ]);
}

/** The state after these actions; what has to be done for them is not done. */
export function afterAll(state: PageState, actions: readonly PageAction[]): PageState {
  return actions.reduce(
    (next, action) => reducePage(next, action, TOOLS).state,
    state,
  );
}
