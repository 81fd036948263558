/** What commands work with in the full screen. */
import {
  type CommandContext,
  contextOn,
  type Goodbye,
  type ScreenPowers,
} from "../../commands/parts/context.ts";
import type { FilePowers } from "../../commands/parts/file_powers.ts";
import type { ReadMarker } from "../../conversation/read_marker.ts";
import type { Link } from "../../link/link.ts";
import type { Ask } from "../../terminal/prompter.ts";
import type { EmojiTable } from "../../text/emoji.ts";
import { placeOf } from "../../wording/place.ts";
import type { Entered } from "./arranging.ts";
import type { ScreenConversation } from "./screen_conversation.ts";
import type { Action, Effect, ServerNews } from "../state/action.ts";
import { bufferKey, bufferOf } from "../state/buffers.ts";
import type { State } from "../state/state.ts";

/** What the commands of one server need. */
export interface ScreenContextOptions {
  serverId: string;
  link: Link;
  conversation: ScreenConversation;
  state: () => State;
  reading: ReadMarker;
  dispatch: (action: Action) => void;
  ask: Ask;
  loadEmoji: () => Promise<EmojiTable>;
  /** A command wants to leave this server, or the whole client. */
  leave: (goodbye: Goodbye | "disconnect", lastWord?: string) => void;
  /** A command wants a further server. */
  connect: (address: string | undefined) => void;
  /** What sends and fetches files; `undefined` where there is nothing. */
  files: () => FilePowers | undefined;
  local?: LocalPowers | undefined;
}

/** What only a client in a terminal can do for its commands. */
export interface LocalPowers {
  context: Pick<CommandContext, "settings">;
  /** For a command that was entered somewhere. */
  screen(entered: Entered): Pick<ScreenPowers, "arranging" | "extensions" | "spelling">;
}

/** Where a command was entered, and the buffer that it opens, if any. */
export type EnteredCommand = Pick<Extract<Effect, { kind: "command" }>, "bufferKey" | "opens">;

/** Makes the contexts of the commands that are typed for one server; all remember the same. */
export function screenContexts(
  options: ScreenContextOptions,
): (entered: EnteredCommand) => CommandContext {
  const { conversation, link, state } = options;
  const common = contextOn(link, options.loadEmoji);
  return ({ bufferKey: key, opens }) => ({
    ...common,
    ...screenPowers(
      { ...options, conversation: conversation.enteredIn(bufferOf(state(), key)?.place) },
      opens,
    ),
  });
}

function screenPowers(
  options: ScreenContextOptions,
  opens: string | undefined,
): Omit<CommandContext, "memory" | "request" | "passwordChanged" | "loadEmoji" | "keys"> {
  const { ask, connect, conversation, dispatch, leave, reading, serverId } = options;
  const tell = (news: ServerNews) => dispatch({ serverId, ...news });
  const key = () => bufferKey(serverId, conversation.place);
  const show = (lines: readonly string[]) => tell({ kind: "lines", lines, tone: "answer" });
  return {
    conversation,
    files: options.files(),
    ...options.local?.context,
    // What is found is shown in the search, and the past where it belongs.
    view: { answer: show, local: show, found: () => {} },
    past: () => {},
    goTo: (place) => {
      const wasOpened = opens === bufferKey(serverId, place);
      dispatch({ kind: "open-place", serverId, place, wasOpened });
      return Promise.resolve();
    },
    terminal: {
      ask,
      type: (text) => dispatch({ kind: "type", serverId, text }),
      keepUnread: (place) => {
        reading.forget(place);
        dispatch({ kind: "keep-unread", serverId, place });
      },
    },
    screen: {
      showMessage: (place, message) =>
        dispatch({ kind: "show-message", serverId, place, id: message }),
      search: (query) => dispatch({ kind: "open-search", serverId, query }),
      help: (query) => dispatch({ kind: "help", serverId, query }),
      select: () => dispatch({ kind: "select", serverId }),
      retry: () => dispatch({ kind: "retry", serverId }),
      close: () => dispatch({ kind: "close-place", serverId, bufferKey: key() }),
      notify: (mode) => {
        dispatch({ kind: "notify-mode", serverId, bufferKey: key(), mode });
        show([`you are told here: ${mode ?? "as in the config"}`]);
      },
      ...options.local?.screen({ serverId, place: conversation.place, dispatch, show }),
      connect,
      disconnect: () => leave("disconnect"),
    },
    say: (message) => {
      const place = placeOf({ from: conversation.username, ...message }, conversation.username);
      dispatch({
        kind: "say-to",
        serverId,
        place,
        text: message.text,
        isMe: message.me === true,
        ...(message.reply_to === undefined ? {} : { replyTo: message.reply_to }),
      });
      return Promise.resolve();
    },
    help: show,
    leave,
  };
}
