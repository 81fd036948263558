/** The reducer: what becomes of the state when something happens, and what has to be done then. */
import { isOwnDeed } from "../../../protocol/text/staff_deeds.ts";
import type { Key } from "../../terminal/input/key.ts";
import { EMPTY_LINE, textOf } from "../../terminal/line_editor.ts";
import { eventText } from "../../wording/event_text.ts";
import type { Action } from "../state/action.ts";
import {
  bufferKey,
  bufferOf,
  ensureBuffer,
  serverOf,
  withBuffer,
  withNotify,
  withServer,
  withSettings,
} from "../state/buffers.ts";
import { withGathered } from "../gathered/gather.ts";
import { placeOf } from "../../wording/place.ts";
import { standingAsked } from "./writing/reduce_addressee.ts";
import { spellingAsked, wordsChecked } from "./writing/reduce_spelling.ts";
import { withNickPlaces } from "../state/nick_places.ts";
import { withChoice, withRenamed } from "../state/place_choices.ts";
import { withOrder } from "../state/room_order.ts";
import { andThen, type Reduced, reduced } from "../state/reduced.ts";
import type { MessageEntry, State } from "../state/state.ts";
import { withWindowsFound, withWindowsRenamed } from "../state/windows.ts";
import type { Tools } from "../state/tools.ts";
import { withHintTime } from "./hint_time.ts";
import { linesCame } from "./lists/reduce_lines.ts";
import { openList, openSearch, typed } from "./lists/reduce_list.ts";
import { matched } from "./lists/reduce_pattern.ts";
import { found, foundSealed, searchFailed } from "./lists/reduce_search.ts";
import { eventCame, gone, ignored, ownRooms } from "./news/reduce_event.ts";
import { messageAmended, messageCame, messageChanged } from "./news/reduce_message.ts";
import { withSpoken } from "./news/spoken_lately.ts";
import { peopleCame } from "./news/reduce_people.ts";
import {
  cameBack,
  caughtUp,
  connectionChanged,
  roomsTold,
  serverAdded,
  serverRemoved,
  unreadTold,
  welcomed,
} from "./news/reduce_server.ts";
import { withWaiting } from "./news/waiting.ts";
import { serverRestored } from "./news/reduce_restored.ts";
import { pictureCame, picturesAsked } from "./pictures.ts";
import { formChanged } from "./reduce_form.ts";
import { pressed } from "./reduce_key.ts";
import { stayText } from "./places/closing_words.ts";
import { closed } from "./places/reduce_closing.ts";
import { favouriteSwitched, moved } from "./places/reduce_numbers.ts";
import { notOpened, opened } from "./places/reduce_opening.ts";
import { pageArrived, pageFailed } from "./places/reduce_page.ts";
import { goTo, settled, toMessage } from "./places/reduce_place.ts";
import { isOfGoneServer, withQuestionGivenUp } from "./stale.ts";
import {
  gatheredClosed,
  gatheredFound,
  gatheredRenamed,
  gatheredSettled,
  isReadInView,
  merged,
  threadOpened,
  viewReturned,
} from "./windows/reduce_gathered.ts";
import { windowsLoaded, windowsOrdered } from "./windows/reduce_windows.ts";
import { emojiLoaded, pathsFound } from "./writing/completing.ts";
import { askAboutFiles, openQuestion } from "./writing/reduce_question.ts";
import { select } from "./writing/reduce_select.ts";
import { refused, retry, saidTo, stored, withStandingSaid } from "./writing/reduce_pending.ts";
import { leave } from "./writing/reduce_typing.ts";

/** The next state; `state.nowMs` says when `action` happens. */
export function reduce(state: State, action: Action, tools: Tools): Reduced {
  if (isOfGoneServer(state, action)) return reduced(state);
  const next = andThen(
    andThen(withQuestionGivenUp(state, changed(state, action, tools)), settled),
    (then) => andThen(windowsLoaded(then), gatheredSettled),
  );
  const { effects, state: then } = withWaiting(
    andThen(next, (then) => picturesAsked(then, tools.scrolling)),
    action,
  );
  const found = gatheredFound(state, withHintTime(state, then, action));
  const ordered = withGathered(state, withWindowsFound(state, withOrder(state, found)));
  const shown = { effects, state: withNickPlaces(state, withSides(state, ordered)) };
  return standingAsked(state, spellingAsked(state, shown));
}

/** Where another buffer is active, the lists at the sides show what belongs to it. */
function withSides(before: State, state: State): State {
  const isElsewhere = state.sides !== undefined && state.activeKey !== before.activeKey;
  return isElsewhere ? { ...state, sides: undefined } : state;
}

function changed(state: State, action: Action, tools: Tools): Reduced {
  switch (action.kind) {
    case "key":
      return pressed(withoutReturns(state, action.key), action.key, tools);
    case "resized":
      return reduced({ ...state, size: action.size });
    case "tick":
      return reduced(withoutOldTypists(state));
    case "graphics":
      return reduced({
        ...state,
        settings: { ...state.settings, hasPictures: true, graphics: action.powers },
      });
    case "matched":
      return reduced(matched(state, action));
    case "words-checked":
      return reduced(wordsChecked(state, action));
    case "words-forgotten":
      return reduced({ ...state, spelled: new Map() });
    case "status":
      return reduced(withStatus(state, action));
    case "settings":
      return reduced(withSettings(state, action.settings));
    case "hint":
      return reduced({ ...state, hint: action.text });
    case "emoji-loaded":
      return emojiLoaded(state, action.names);
    case "picture":
      return reduced(pictureCame(state, action));
    case "paste-seen":
      return reduced(askAboutFiles(state, action));
    case "paths-found":
      return pathsFound(state, action);
    case "transfers": {
      const { count, text } = action;
      return reduced(withServer(state, action.serverId, () => ({ transfers: { count, text } })));
    }
    case "standing": {
      const { other, serverId, text } = action;
      const said = withStandingSaid(state, other, text);
      return reduced(withServer(said, serverId, ({ standings = new Map() }) => ({
        standings: new Map([...standings, [other, text]]),
      })));
    }
    case "open-form":
    case "form":
    case "close-form":
    case "form-of":
      return formChanged(state, action);
    case "server-added":
      return reduced(serverAdded(state, action));
    case "server-removed":
      return reduced(serverRemoved(state, action.serverId));
    case "connection":
      return reduced(connectionChanged(state, action));
    case "hello":
      return reduced(withServer(state, action.serverId, () => ({
        name: action.name,
        registration: action.registration,
        maxTextBytes: action.maxTextBytes,
      })));
    case "welcome":
      return reduced(welcomed(state, action));
    case "back":
      return reduced(cameBack(state, action));
    case "restored":
      return reduced(serverRestored(state, action));
    case "caught-up":
      return action.missed === 0 ? reduced(state) : reduced(caughtUp(state, action));
    case "lag-asked":
      return reduced(state); // what follows from it, does so from every question
    case "lag":
      return reduced(withServer(state, action.serverId, () => ({ lagMs: action.lagMs })));
    case "message": {
      const { message, serverId } = action;
      const place = placeOf(message, serverOf(state, serverId)?.username ?? "");
      const { effects, state: next } = messageCame(state, action, isOwnDeed);
      const isSeen = isReadInView(state, bufferKey(serverId, place));
      return reduced(next, ...effects.filter(({ kind }) => !isSeen || kind !== "notify"));
    }
    case "change":
      return reduced(messageChanged(state, action));
    case "amend":
      return reduced(messageAmended(state, action));
    case "event": {
      const server = serverOf(state, action.serverId);
      if (server === undefined) return reduced(state);
      const { event, serverId } = action;
      const next = withSpoken(state, eventCame(state, server, event, eventText), {
        event,
        serverId,
      });
      return reduced(
        event.event === "renamed"
          ? renamedIn(next, { serverId, from: event.room, to: event.name })
          : next,
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
    case "unread": {
      const username = serverOf(state, action.serverId)?.username ?? "";
      const isOfReader = ({ isOwn, message }: MessageEntry) =>
        isOwn || isOwnDeed(username, message);
      return reduced(unreadTold(state, action, isOfReader));
    }
    case "people":
      return reduced(peopleCame(state, action));
    case "page":
      return pageArrived(state, action, tools);
    case "page-failed":
      return reduced(pageFailed(state, action));
    case "stored":
      return reduced(stored(state, action));
    case "refused":
      return reduced(refused(state, action));
    case "found":
      return found(state, action);
    case "found-sealed":
      return reduced(foundSealed(state, action));
    case "search-failed":
      return reduced(searchFailed(state, action));
    case "lines":
      return linesCame(state, action, tools);
    case "ask": {
      const { overlay: before } = state;
      const asking = openQuestion(state, {
        question: { kind: "command", ticket: action.ticket },
        prompt: action.prompt,
        isSecret: action.isSecret,
      });
      // What a command has just shown can be read before it goes on.
      if (before?.kind !== "list" || before.purpose.kind !== "text") return reduced(asking);
      if (asking.overlay?.kind !== "question") return reduced(asking);
      const note = `↑ ↓ PageUp PageDown · Esc goes on: ${action.prompt}`;
      return reduced({ ...asking, overlay: { ...before, note, next: asking.overlay } });
    }
    case "say-to":
      return saidTo(state, action);
    case "type":
      return reduced(typed(state, action.text));
    case "open-place": {
      const ensured = ensureBuffer(state, action.serverId, action.place);
      const there = withBuffer(ensured.state, ensured.key, () => ({
        isIn: true,
        opensFrom: undefined,
      }));
      // Who has gone on meanwhile is not taken back.
      const next = action.wasOpened === true ? reduced(there) : opened(there, ensured.key);
      return andThen(next, viewReturned);
    }
    case "close-place":
      return gatheredClosed(state) ?? closed(state, action, stayText);
    case "not-opened":
      return notOpened(state, action.bufferKey);
    case "keep-unread":
      return reduced(withBuffer(state, bufferKey(action.serverId, action.place), () => ({
        keepsUnread: true,
      })));
    case "notify-mode":
      return notifyChanged(state, action);
    case "place-choice": {
      const buffer = bufferOf(state, action.bufferKey);
      return reduced(buffer === undefined ? state : withChoice(state, buffer, action.change));
    }
    case "move":
      return moved(state, action.bufferKey, action.to);
    case "favourite":
      return reduced(favouriteSwitched(state, action.bufferKey));
    case "merge": {
      const { places, serverId } = action;
      return merged(state, serverId, places);
    }
    case "thread": {
      const { id, place, serverId } = action;
      return threadOpened(state, { key: bufferKey(serverId, place), id }, tools);
    }
    case "window": {
      const { order, place, serverId } = action;
      if (place === undefined || order.do !== "split") return windowsOrdered(state, order, tools);
      const ensured = ensureBuffer(state, serverId, place);
      return windowsOrdered(ensured.state, { ...order, key: ensured.key }, tools);
    }
    case "select":
      return select(state, tools);
    case "retry":
      return retry(state);
    case "help":
      return openList(state, tools, {
        purpose: { kind: "help" },
        title: "Help",
        query: action.query,
      });
    case "open-search":
      return openSearch(state, tools, {
        serverId: action.serverId,
        key: undefined,
        query: action.query,
      });
    case "show-message": {
      const ensured = ensureBuffer(state, action.serverId, action.place);
      return andThen(
        goTo(ensured.state, ensured.key),
        (next) => toMessage(next, tools, { key: ensured.key, id: action.id, isChosen: true }),
      );
    }
    case "leave":
      return leave(state);
    case "sent-texts":
      return reduced({ ...state, sentTexts: [...action.texts, ...state.sentTexts] });
    case "drafts":
      return reduced(withDrafts(state, action));
    default:
      action satisfies never;
      return reduced(state);
  }
}

/** Whoever has pressed a key is led nowhere else by what was in the run before. */
function withoutReturns(state: State, { name }: Key): State {
  const isPressed = name !== "focus-in" && name !== "focus-out" && state.overlay?.kind !== "login";
  return state.returns !== undefined && isPressed ? { ...state, returns: undefined } : state;
}

/** A room has another name: what is kept of it, is kept under that. */
function renamedIn(
  state: State,
  names: { serverId: string; from: string; to: string },
): State {
  return gatheredRenamed(withWindowsRenamed(withRenamed(state, names), names), names);
}

function withStatus(state: State, { name, text }: { name: string; text: string }): State {
  if ((state.statuses?.get(name) ?? "") === text) return state;
  const statuses = new Map(state.statuses);
  if (text === "") statuses.delete(name);
  else statuses.set(name, text);
  return { ...state, statuses };
}

function withoutOldTypists(state: State): State {
  const isOver = ({ untilMs }: { untilMs: number }) => untilMs <= state.nowMs;
  if (!state.buffers.some(({ typing }) => typing.some(isOver))) return state;
  return {
    ...state,
    buffers: state.buffers.map((buffer) =>
      buffer.typing.some(isOver)
        ? { ...buffer, typing: buffer.typing.filter((typist) => !isOver(typist)) }
        : buffer
    ),
  };
}

/** What is being written already stays, below what was written before. */
function withDrafts(
  state: State,
  { drafts, serverId }: Extract<Action, { kind: "drafts" }>,
): State {
  let next = state;
  for (const { place, text } of drafts) {
    const ensured = ensureBuffer(next, serverId, place);
    const present = textOf(bufferOf(ensured.state, ensured.key)?.draft.line ?? EMPTY_LINE);
    const all = present === "" ? text : `${text}\n${present}`;
    next = typed({ ...ensured.state, activeKey: ensured.key }, all);
  }
  return { ...next, activeKey: state.activeKey };
}

function notifyChanged(
  state: State,
  { bufferKey: key, mode }: Extract<Action, { kind: "notify-mode" }>,
): Reduced {
  const buffer = bufferOf(state, key);
  const server = buffer && serverOf(state, buffer.serverId);
  if (buffer?.place === undefined || server === undefined) return reduced(state);
  return reduced(withNotify(state, key, mode), {
    kind: "keep-notify",
    address: server.address,
    place: buffer.place,
    mode,
  });
}
