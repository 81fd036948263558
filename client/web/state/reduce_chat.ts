/** The reducer for what servers and commands say: the same parts as those of the full screen. */
import type { CommandAction, ServerAction } from "../../full/state/action.ts";
import {
  activeBuffer,
  bufferKey,
  bufferOf,
  ensureBuffer,
  serverOf,
  withBuffer,
  withNotify,
  withServer,
} from "../../full/state/buffers.ts";
import { lineFrom } from "../../full/state/draft_lines.ts";
import { andThen, type Reduced, reduced } from "../../full/state/reduced.ts";
import type { State } from "../../full/state/state.ts";
import {
  eventCame,
  type EventWords,
  gone,
  ignored,
  ownRooms,
  withLinesIn,
} from "../../full/reduce/news/reduce_event.ts";
import {
  messageAmended,
  messageCame,
  messageChanged,
} from "../../full/reduce/news/reduce_message.ts";
import { peopleCame } from "../../full/reduce/news/reduce_people.ts";
import { serverRestored } from "../../full/reduce/news/reduce_restored.ts";
import {
  connectionSet,
  roomsTold,
  serverAdded,
  serverRemoved,
  unreadTold,
  welcomed,
} from "../../full/reduce/news/reduce_server.ts";
import { closed } from "../../full/reduce/places/reduce_closing.ts";
import { notOpened, opened } from "../../full/reduce/places/reduce_opening.ts";
import { pageArrived, pageFailed } from "../../full/reduce/places/reduce_page.ts";
import { goTo } from "../../full/reduce/places/reduce_place.ts";
import { refused, retry, saidTo, stored } from "../../full/reduce/writing/reduce_pending.ts";
import { PAGE_TOOLS, toMessageOnPage } from "./page_scrolling.ts";

/** What goes to dialogs and not to rooms. */
type DialogAction = Extract<
  CommandAction,
  { kind: "ask" | "help" | "open-search" | "select" | "type" }
>;

/** The actions that change rooms, messages and people. */
export type ChatAction = ServerAction | Exclude<CommandAction, DialogAction>;

/** What happens in terminals alone; named in a type, because a script would grow by each name. */
type OfTerminal = Extract<ChatAction, {
  kind:
    | "lag-asked"
    | "transfers"
    | "place-choice"
    | "move"
    | "favourite"
    | "window"
    | "merge"
    | "thread"
    | "picture";
}>;

/** What the reducer of the chat needs besides the state. */
export interface ChatTools {
  /** What happened, in the language of the page; in any, as long as that is not known. */
  readonly eventText: EventWords;
}

/** The next state of the chat; what has to follow from every action (`settled`) is not done here. */
export function reduceChat(state: State, action: ChatAction, { eventText }: ChatTools): Reduced {
  switch (action.kind) {
    case "server-added":
      return reduced(serverAdded(state, action));
    case "server-removed":
      return reduced(serverRemoved(state, action.serverId));
    case "connection":
      return reduced(connectionSet(state, action));
    case "hello":
      return reduced(withServer(state, action.serverId, () => ({
        name: action.name,
        registration: action.registration,
      })));
    case "welcome":
      return reduced(welcomed(state, action));
    // How the connection stands is said above the messages, in the language of the page.
    case "back":
      return reduced(withServer(state, action.serverId, () => ({ connection: { kind: "live" } })));
    case "caught-up":
      return reduced(state);
    case "restored":
      return reduced(serverRestored(state, action));
    case "lag":
      return reduced(withServer(state, action.serverId, () => ({ lagMs: action.lagMs })));
    case "message":
      return messageCame(state, action);
    case "change":
      return reduced(messageChanged(state, action));
    case "amend":
      return reduced(messageAmended(state, action));
    case "event": {
      const server = serverOf(state, action.serverId);
      return reduced(
        server === undefined ? state : eventCame(state, server, action.event, eventText),
      );
    }
    case "own-rooms": {
      const server = serverOf(state, action.serverId);
      return reduced(server === undefined ? state : ownRooms(state, server, action.rooms));
    }
    case "own-room-left": {
      const server = serverOf(state, action.serverId);
      return reduced(server === undefined ? state : gone(state, server, action.room));
    }
    case "ignored":
      return reduced(ignored(state, action.serverId, action.users));
    case "rooms":
      return reduced(roomsTold(state, action));
    case "unread":
      return reduced(unreadTold(state, action));
    case "people":
      return reduced(peopleCame(state, action));
    case "page":
      return pageArrived(state, action, PAGE_TOOLS);
    case "page-failed":
      return reduced(pageFailed(state, action));
    case "stored":
      return reduced(stored(state, action));
    case "refused":
      return reduced(refused(state, action));
    case "found":
    case "found-sealed":
    case "search-failed":
      return reduced(state); // the search is a dialog that asks by itself
    case "lines": {
      const own = bufferKey(action.serverId, undefined);
      const key = action.bufferKey ?? activeBuffer(state)?.key ?? own;
      return reduced(withLinesIn(state, bufferOf(state, key) === undefined ? own : key, action));
    }
    case "say-to":
      return saidTo(state, action);
    case "open-place": {
      const ensured = ensureBuffer(state, action.serverId, action.place);
      const there = withBuffer(ensured.state, ensured.key, () => ({
        isIn: true,
        opensFrom: undefined,
      }));
      // Who has gone on meanwhile is not taken back.
      return action.wasOpened === true ? reduced(there) : opened(there, ensured.key);
    }
    case "close-place":
      return closed(state, action, () => "It stays in the list");
    case "not-opened":
      return notOpened(state, action.bufferKey);
    case "keep-unread":
      return reduced(withBuffer(state, bufferKey(action.serverId, action.place), () => ({
        keepsUnread: true,
      })));
    case "notify-mode":
      return notifyChanged(state, action);
    case "retry":
      return retry(state);
    case "show-message": {
      const ensured = ensureBuffer(state, action.serverId, action.place);
      return andThen(
        goTo(ensured.state, ensured.key),
        (next) => toMessageOnPage(next, { key: ensured.key, id: action.id, isChosen: true }),
      );
    }
    case "drafts":
      return reduced(withDrafts(state, action));
    case "standing":
      return reduced(withServer(state, action.serverId, ({ standings = new Map() }) => ({
        standings: new Map([...standings, [action.other, action.text]]),
      })));
    default:
      action satisfies OfTerminal;
      return reduced(state);
  }
}

function notifyChanged(
  state: State,
  { bufferKey: key, mode }: Extract<ChatAction, { kind: "notify-mode" }>,
): Reduced {
  const buffer = bufferOf(state, key);
  const server = buffer && serverOf(state, buffer.serverId);
  if (buffer?.place === undefined || server === undefined) return reduced(state);
  const { place } = buffer;
  return reduced(withNotify(state, key, mode), {
    kind: "keep-notify",
    address: server.address,
    place,
    mode,
  });
}

function withDrafts(
  state: State,
  { drafts, serverId }: Extract<ChatAction, { kind: "drafts" }>,
): State {
  let next = state;
  for (const { place, text } of drafts) {
    const ensured = ensureBuffer(next, serverId, place);
    next = withBuffer(ensured.state, ensured.key, ({ draft }) => ({
      draft: { ...draft, line: lineFrom(text, draft.line) },
    }));
  }
  return next;
}
