/** The whole state of the page, plain data that only its reducer makes anew. */
import type { HelloEvent } from "../../../protocol/events.ts";
import type { ServerRole } from "../../../protocol/records.ts";
import type { Draft, Settings, State } from "../../full/state/state.ts";
import { firstState } from "../../full/state/first_state.ts";
import { serverAdded } from "../../full/reduce/news/reduce_server.ts";
import type { Dialog } from "./dialog.ts";

/** The page knows one server: the one that sent it. */
export const SERVER_ID = "page";

/** Most entries of a conversation; more would make the page slow on small devices. */
const MAX_ENTRIES = 2_000;

/** Up to which message what is shown of a conversation is of the last time, by its key. */
export type Stale = ReadonlyMap<string, number>;

/** Everything that is shown. */
export interface PageState {
  readonly phase: Phase;
  /** Rooms, messages and people, as the full screen of the terminal keeps them, too. */
  readonly chat: State;
  /** Whether what is shown is what this browser has kept, because there is no connection yet. */
  readonly isKept: boolean;
  /** What is shown of conversations while it is fetched anew. */
  readonly stale: Stale;
  /** Whether the server has a newer page than this one, and whether this one works no more. */
  readonly newer: "no" | "there" | "needed";
  /** What is said while there is a recovery code that nobody has seen yet. */
  readonly codeWaits: CodeWaits | undefined;
  /** What the account is on the server, as far as the page was told: what it shows depends on it. */
  readonly role: ServerRole;
  /** The largest file that the server takes, in bytes; `undefined` where it takes none. */
  readonly mostFileBytes: number | undefined;
  /** What is in front of everything else, the last one on top. */
  readonly dialogs: readonly Dialog[];
  /** Which pane is open in front of the conversation where there is no room for all of them. */
  readonly drawer: "rooms" | "people" | undefined;
  /** What was put into the composer last by something else than typing; the view knows the cursor. */
  readonly insertion: { readonly text: string } | undefined;
  /** What stood in the composer of a buffer before a message there was edited, by its key. */
  readonly stashed: ReadonlyMap<string, Draft>;
  /** Why something was not done, until the next thing is; the catalogue of texts has a sentence for it. */
  readonly notice: Notice | undefined;
  /** A text for which the commands are being loaded: it is sent from this buffer when they are here. */
  readonly waiting: { readonly bufferKey: string; readonly text: string } | undefined;
}

/** A line about a recovery code and its two buttons; the words come with what encrypts. */
export interface CodeWaits {
  readonly line: string;
  readonly show: string;
  readonly no: string;
}

/** Why something was not done. */
export type Notice =
  | "not-in"
  | "too-many"
  | "no-commands"
  | "empty"
  | "copied"
  /** A window cannot close itself, and a page knows one server: what to do instead. */
  | "exit"
  | "send"
  | "connect"
  /** The browser keeps nothing: what waits to be sent is gone with the page. */
  | "not-kept"
  /** Not everything that another application has shared is there. */
  | "share-left"
  /** Files were dropped, pasted or shared: the server takes none, or there is nobody to send them to. */
  | "no-files"
  | "no-place";

/** How far the page has got. */
export type Phase =
  /** There is no connection yet; `problem` says why the last attempt was in vain. */
  | { readonly kind: "connecting"; readonly problem: string }
  /** Somebody has to log in; `problem` says why once more. Harmless. */
  | { readonly kind: "login"; readonly hello: HelloEvent; readonly problem: string }
  /** Logged in; whether there is a connection at the moment says the server's `connection`. */
  | { readonly kind: "chat" };

/** What the first state is made of. */
export interface FirstPage {
  address: string;
  nowMs: number;
  /** Begins the nonces of this page: what it leaves unsent another page can send. */
  noncePrefix?: string;
  /** What was chosen for single places, as in `Settings`. */
  notifyByPlace?: Settings["notifyByPlace"];
}

/** Nobody was ever here: nothing of the account before is left. */
export function forgotten(state: PageState): PageState {
  const { servers: [server], settings } = state.chat;
  const fresh = firstPageState({ address: server?.address ?? "", nowMs: state.chat.nowMs });
  return {
    ...fresh,
    newer: state.newer,
    mostFileBytes: state.mostFileBytes,
    chat: {
      ...fresh.chat,
      settings,
      hasFocus: state.chat.hasFocus,
      // Tickets and nonces are never used again.
      nextTicket: state.chat.nextTicket,
    },
  };
}

/** No connection yet, and nothing known. */
export function firstPageState(
  { address, noncePrefix, notifyByPlace = {}, nowMs }: FirstPage,
): PageState {
  const chat = firstState({
    nowMs,
    // The page measures by itself; what asks about columns belongs to terminals.
    size: { columns: 10_000, rows: 1_000 },
    settings: {
      notify: "mentions",
      notifyByPlace,
      ...(noncePrefix === undefined ? {} : { noncePrefix }),
      timeFormat: "%H:%M",
      namesColumns: 0,
      maxEntries: MAX_ENTRIES,
    },
  });
  return {
    phase: { kind: "connecting", problem: "" },
    isKept: false,
    stale: new Map(),
    newer: "no",
    codeWaits: undefined,
    chat: serverAdded(chat, { kind: "server-added", serverId: SERVER_ID, address }),
    role: "user",
    mostFileBytes: undefined,
    dialogs: [],
    drawer: undefined,
    insertion: undefined,
    stashed: new Map(),
    notice: undefined,
    waiting: undefined,
  };
}
