/**
 * Keeps what is being written: for when the page is loaded again, and for the other tabs of the
 * browser, where it stands in the composer as well. Only the account itself finds it again.
 */
import { foldUsername } from "../../../protocol/names.ts";
import type { Place } from "../../../protocol/records.ts";
import { bufferKey, bufferOf, serverOf } from "../../full/state/buffers.ts";
import type { Buffer } from "../../full/state/state.ts";
import { textOf } from "../../terminal/line_editor.ts";
import { placeKey } from "../../wording/place.ts";
import type { Clock } from "../../base/clock.ts";
import { type PageState, SERVER_ID } from "../state/page_state.ts";
import type { PageStore } from "./page_store.ts";

/** Texts are kept this long after a key. */
const SAVE_PAUSE_MS = 300;
/** Most texts that are kept, and how long each may be. */
const MAX_DRAFTS = 200;
const MAX_LENGTH = 100_000;

/** Where texts are kept: all tabs of the browser have the same. May throw where that is forbidden. */
export type TextStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** What it works with. */
export interface DraftKeeperOptions {
  store: PageStore;
  clock: Clock;
  /** `undefined` where nothing may be kept. */
  storage: TextStorage | undefined;
}

/** Follows the state as long as the page is there. */
export class DraftKeeper {
  readonly #options: DraftKeeperOptions;
  /** What is kept, by place, as far as this tab knows; of the account in `#username`. */
  #known = new Map<string, string>();
  #username = "";
  #cancel: (() => void) | undefined;

  constructor(options: DraftKeeperOptions) {
    this.#options = options;
    options.store.subscribe(() => this.#follow());
  }

  /** Another tab has kept something, or forgotten it (`text` is `null`), under this name. */
  changedElsewhere(name: string, text: string | null): void {
    const { store } = this.#options;
    const place = this.#username === "" ? undefined : placeIn(name, this.#username);
    if (place === undefined) return;
    const key = placeKey(place);
    this.#known.set(key, text ?? "");
    const buffer = bufferOf(store.state.chat, bufferKey(SERVER_ID, place));
    // An edit of a message stands there at the moment: that is nobody else's business.
    if (buffer?.draft.purpose.kind === "edit" || draftOf(store.state, buffer) === (text ?? "")) {
      return;
    }
    store.dispatch({
      kind: "drafts",
      serverId: SERVER_ID,
      drafts: [{ place, text: (text ?? "").slice(0, MAX_LENGTH) }],
    });
  }

  /** Keeps what has changed, now; also what a page that goes away has no time to wait for. */
  save(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    const { store } = this.#options;
    const { chat, phase } = store.state;
    if (phase.kind !== "chat" || this.#username === "") return;
    for (const buffer of chat.buffers) {
      if (buffer.place === undefined) continue;
      const key = placeKey(buffer.place);
      const text = draftOf(store.state, buffer);
      if (text === (this.#known.get(key) ?? "")) continue;
      this.#known.set(key, text);
      this.#keep(nameOf(this.#username, key), text);
    }
  }

  /** Forgets everything that the account has written: it has logged out here. */
  forget(): void {
    const username = this.#username;
    this.#username = "";
    this.#known.clear();
    if (username === "") return;
    for (const name of this.#names(username)) this.#keep(name, "");
  }

  #follow(): void {
    const { clock, store } = this.#options;
    const { chat, phase } = store.state;
    const username = serverOf(chat, SERVER_ID)?.username ?? "";
    if (phase.kind === "chat" && username !== "" && username !== this.#username) {
      this.#username = username;
      this.#restore(username);
    }
    this.#cancel ??= clock.setTimer(SAVE_PAUSE_MS, () => this.save());
  }

  /** What was being written when the page was here last stands in the composers again. */
  #restore(username: string): void {
    this.#known.clear();
    const drafts: { place: Place; text: string }[] = [];
    for (const name of this.#names(username).slice(0, MAX_DRAFTS)) {
      const place = placeIn(name, username);
      const text = (this.#read(name) ?? "").slice(0, MAX_LENGTH);
      if (place === undefined || text === "") continue;
      this.#known.set(placeKey(place), text);
      const key = bufferKey(SERVER_ID, place);
      const { chat } = this.#options.store.state;
      // What has been typed since is newer.
      if (draftOf(this.#options.store.state, bufferOf(chat, key)) === "") {
        drafts.push({ place, text });
      }
    }
    if (drafts.length > 0) {
      this.#options.store.dispatch({ kind: "drafts", serverId: SERVER_ID, drafts });
    }
  }

  #names(username: string): string[] {
    const { storage } = this.#options;
    const names: string[] = [];
    try {
      for (let index = 0; index < (storage?.length ?? 0); index++) {
        const name = storage?.key(index);
        if (name?.startsWith(nameOf(username, "")) === true) names.push(name);
      }
    } catch {
      return []; // forbidden
    }
    return names;
  }

  #read(name: string): string | null {
    try {
      return this.#options.storage?.getItem(name) ?? null;
    } catch {
      return null; // forbidden
    }
  }

  /** Where it cannot be kept it is still there as long as the page is. */
  #keep(name: string, text: string): void {
    try {
      if (text === "") this.#options.storage?.removeItem(name);
      else this.#options.storage?.setItem(name, text);
    } catch {
      // Full, or forbidden.
    }
  }
}

/** What was being written in a buffer, which an edit may have put aside. */
function draftOf({ stashed }: PageState, buffer: Buffer | undefined): string {
  if (buffer === undefined) return "";
  const draft = buffer.draft.purpose.kind === "edit" ? stashed.get(buffer.key) : buffer.draft;
  return draft === undefined ? "" : textOf(draft.line);
}

function nameOf(username: string, key: string): string {
  return `chat draft ${foldUsername(username)} ${key}`;
}

function placeIn(name: string, username: string): Place | undefined {
  const begin = nameOf(username, "");
  if (!name.startsWith(begin)) return undefined;
  const key = name.slice(begin.length);
  if (key.startsWith("#") && key.length > 1) return { room: key.slice(1) };
  return key.startsWith("@") && key.length > 1 ? { with: key.slice(1) } : undefined;
}

/** Where this browser keeps texts; nowhere in some private windows. */
export function storageHere(): Storage | undefined {
  try {
    return globalThis.window.localStorage;
  } catch {
    return undefined;
  }
}
