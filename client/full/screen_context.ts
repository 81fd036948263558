/** What commands work with in the full screen. */
import { type CommandContext, contextOn, type Goodbye } from "../commands/parts/context.ts";
import type { Conversation } from "../conversation/conversation.ts";
import type { ReadMarker } from "../conversation/read_marker.ts";
import type { View } from "../conversation/view.ts";
import type { Link } from "../link/link.ts";
import type { Ask } from "../terminal/prompter.ts";
import { placeOf } from "../wording/place.ts";
import type { Action, ServerNews } from "./state/action.ts";
import { bufferKey } from "./state/buffers.ts";

/** What the commands of one server need. */
export interface ScreenContextOptions {
  serverId: string;
  link: Link;
  conversation: Conversation;
  reading: ReadMarker;
  dispatch: (action: Action) => void;
  ask: Ask;
  /** A command wants to leave this server, or the whole client. */
  leave: (goodbye: Goodbye | "disconnect") => void;
  /** A command wants a further server. */
  connect: (address: string | undefined) => void;
}

/** What commands and the conversation show. Messages and events come to the state by themselves. */
export function screenView(tell: (news: ServerNews) => void): View {
  return {
    message: () => {},
    event: () => {},
    answer: (lines) => tell({ kind: "lines", lines, tone: "answer" }),
    local: (lines) => tell({ kind: "lines", lines, tone: "answer" }),
    found: () => {},
    endOfPast: () => {},
    firstUnread: () => {},
    moved: () => {},
  };
}

/** The context for the commands that are typed for one server. */
export function screenContext(options: ScreenContextOptions): CommandContext {
  const { ask, connect, conversation, dispatch, leave, link, reading, serverId } = options;
  const tell = (news: ServerNews) => dispatch({ serverId, ...news });
  return {
    ...contextOn(link),
    conversation,
    view: screenView(tell),
    terminal: {
      ask,
      type: (text) => dispatch({ kind: "type", serverId, text }),
      open: (place) => {
        dispatch({ kind: "open-place", serverId, place });
        return Promise.resolve();
      },
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
      close: () => {
        const key = bufferKey(serverId, conversation.place);
        dispatch({ kind: "close-place", serverId, bufferKey: key });
      },
      notify: (mode) => {
        const key = bufferKey(serverId, conversation.place);
        dispatch({ kind: "notify-mode", serverId, bufferKey: key, mode });
        const what = mode === undefined ? "as in the config" : mode;
        tell({ kind: "lines", lines: [`you are told here: ${what}`], tone: "answer" });
      },
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
    help: (lines) => tell({ kind: "lines", lines, tone: "answer" }),
    leave: (goodbye) => leave(goodbye),
  };
}
