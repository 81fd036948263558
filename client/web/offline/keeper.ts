/** Keeps what the page shows and what it has not sent, so that it is there again without a connection. */
import { foldUsername } from "../../../protocol/names.ts";
import type { Place } from "../../../protocol/records.ts";
import type { Clock } from "../../base/clock.ts";
import { bufferKey, serverOf } from "../../full/state/buffers.ts";
import type { Pending } from "../../full/state/state.ts";
import { isSamePlace, placeKey } from "../../wording/place.ts";
import type { PageStore } from "../session/page_store.ts";
import { SERVER_ID } from "../state/page_state.ts";
import { keptPlace } from "./kept_place.ts";
import { KeptDatabase, type KeptPlace, type KeptUnsent } from "./kept_database.ts";
import { mayBeForgotten } from "../../link/nonce_age.ts";
import type { OtherPages } from "./other_pages.ts";

/**
 * So many of one place are taken before the connection is there: no screen has room for more than 25,
 * and the one above them says how the first of them looks.
 */
const EARLY_MESSAGES = 26;

/** How long after a change it is written down, in milliseconds. */
const WRITE_AFTER_MS = 1_000;

/** How often somebody looks whether another page has left something to be sent. */
const ADOPT_EVERY_MS = 10_000;

/** What a keeper works with. */
export interface KeeperOptions {
  pages: OtherPages;
  clock: Clock;
  timeMs: () => number;
  /** What is said of a message that is too old to be sent by itself. */
  tooOld: () => string;
}

/** Whether this browser keeps anything: not asked yet, yes, or why not. */
export type Keeping = "unknown" | "yes" | "forbidden" | "full";

/** Lives as long as the page. What cannot be kept stays in the page, which is told so. */
export class Keeper {
  readonly #options: KeeperOptions;
  #database: KeptDatabase | undefined;
  #store: PageStore | undefined;
  #keeping: Keeping = "unknown";
  /** What was written last, by the keys of buffers and by nonces. */
  readonly #written = new Map<string, readonly unknown[]>();
  readonly #unsent = new Map<string, Pending>();
  #pending: readonly (readonly Pending[])[] = [];
  #username = "";
  #places: readonly Place[] = [];
  #cancel: (() => void) | undefined;
  /** Writing is done one after the other. */
  #queue: Promise<void> = Promise.resolve();

  constructor(options: KeeperOptions) {
    this.#options = options;
  }

  /** Whether anything is kept. */
  get keeping(): Keeping {
    return this.#keeping;
  }

  /** What is open; `undefined` where nothing is kept. */
  get database(): KeptDatabase | undefined {
    return this.#database;
  }

  /** Opens what is kept and follows the page from now on. Never rejects. */
  async attach(store: PageStore): Promise<void> {
    this.#store = store;
    try {
      this.#database = await KeptDatabase.open();
      this.#keeping = "yes";
    } catch {
      this.#keeping = "forbidden"; // said when it matters: when something waits to be sent
    }
    store.subscribe(() => this.#look(store));
    this.#look(store);
    const again = () => {
      this.#options.clock.setTimer(ADOPT_EVERY_MS, again);
      void this.adopt();
    };
    this.#options.clock.setTimer(ADOPT_EVERY_MS, again);
  }

  /** Shows the end of what is kept of one place, while the connection is being made. Never rejects. */
  async showEarly(wanted: Place | undefined): Promise<void> {
    const store = this.#store;
    if (this.#database === undefined || store?.state.phase.kind !== "connecting") return;
    try {
      const general: Place = { room: "general" };
      const likely = wanted ?? general;
      const keptOf = (place: Place) => this.#database?.get("places", bufferKey(SERVER_ID, place));
      // Both at once: most pages open where they were.
      const [[account], first] = await Promise.all([
        this.#database.all("account"),
        keptOf(likely),
      ]);
      const { places = [] } = account ?? {};
      const isThere = (place: Place) => places.some((each) => isSamePlace(each, place));
      const place = wanted !== undefined && isThere(wanted)
        ? wanted
        : isThere(general)
        ? general
        : places[0];
      if (account === undefined || place === undefined) return;
      const kept = place === likely ? first : await keptOf(place);
      if (kept === undefined || store.state.phase.kind !== "connecting") return;
      store.dispatch({
        kind: "kept",
        isEarly: true,
        account,
        place,
        places: places.map((each) =>
          isSamePlace(each, place)
            ? { ...kept, messages: kept.messages.slice(-EARLY_MESSAGES), hasOlder: true }
            : { place: each, topic: "", messages: [], hasOlder: true }
        ),
      });
    } catch {
      // Then it is shown when it is fetched.
    }
  }

  /** Shows what is kept, as there is no connection; nothing when nothing is. */
  async show(place?: Place): Promise<void> {
    const store = this.#store;
    if (this.#database === undefined || store === undefined) return;
    try {
      const [account] = await this.#database.all("account");
      if (account === undefined) return;
      const places = await this.#database.all("places");
      store.dispatch({ kind: "kept", account, places, place });
      await this.adopt();
    } catch {
      this.#keeping = "forbidden"; // what cannot be read is as if it were not there
    }
  }

  /** Takes over what pages have left that were closed. Never rejects. */
  async adopt(): Promise<void> {
    const { pages, timeMs, tooOld } = this.#options;
    const store = this.#store;
    const database = this.#database;
    if (database === undefined || store === undefined || store.state.phase.kind !== "chat") return;
    try {
      const [account] = await database.all("account");
      const { username = "" } = serverOf(store.state.chat, SERVER_ID) ?? {};
      // What somebody else has written is not sent under another name.
      if (account === undefined || foldUsername(account.username) !== foldUsername(username)) {
        return;
      }
      const open = await pages.open();
      const adopted = await database.adopt("outbox", pages.id, (page) => open.has(page));
      if (adopted.length === 0) return;
      const unsent = adopted.sort((one, other) => one.sinceMs - other.sinceMs).map((each) => ({
        ...each,
        // The server may have it, and would not know it again.
        failure: mayBeForgotten({ nowMs: timeMs(), sinceMs: each.sinceMs })
          ? each.failure ?? tooOld()
          : each.failure,
      }));
      store.dispatch({ kind: "unsent", unsent });
    } catch {
      this.#keeping = "forbidden"; // nothing can be read, so nothing can be sent
    }
  }

  /** Forgets what was said, because this browser is not logged in any more. Never rejects. */
  async forgetMessages(): Promise<void> {
    this.#written.clear();
    await this.#write(async () => {
      const places = await this.#database?.all("places") ?? [];
      await this.#database?.delete("places", ...places.map(({ key }) => key));
    });
  }

  /** Forgets everything, because somebody has logged out. Never rejects. */
  async forget(): Promise<void> {
    this.#cancel?.();
    this.#cancel = undefined;
    this.#username = "";
    this.#places = [];
    this.#written.clear();
    this.#unsent.clear();
    this.#pending = [];
    await this.#write(() => this.#database?.clear());
  }

  #look(store: PageStore): void {
    const { chat, isKept, phase } = store.state;
    if (phase.kind !== "chat") return;
    this.#lookAtPending(store);
    const server = serverOf(chat, SERVER_ID);
    // What comes from here need not be written again.
    if (isKept || server === undefined || server.connection.kind !== "live") return;
    if (this.#cancel !== undefined) return;
    this.#cancel = this.#options.clock.setTimer(WRITE_AFTER_MS, () => {
      this.#cancel = undefined;
      this.#save(store);
    });
  }

  /** What waits to be sent is written at once. */
  #lookAtPending({ dispatch, state: { chat } }: PageStore): void {
    const pending = chat.buffers.map((buffer) => buffer.pending);
    if (isSame(pending, this.#pending)) return;
    this.#pending = pending;
    const fresh: KeptUnsent[] = [];
    const gone = new Set(this.#unsent.keys());
    for (const { pending, place } of chat.buffers) {
      for (const each of pending) {
        const { failure, isMe, nonce, replyTo, sinceMs, storedId, text } = each;
        if (nonce === undefined || storedId !== undefined || place === undefined) continue;
        gone.delete(nonce);
        if (this.#unsent.get(nonce) === each) continue;
        this.#unsent.set(nonce, each);
        const page = this.#options.pages.id;
        fresh.push({ page, nonce, place, text, isMe, replyTo, sinceMs, failure });
      }
    }
    for (const nonce of gone) this.#unsent.delete(nonce);
    if (gone.size > 0) void this.#write(() => this.#database?.delete("outbox", ...gone));
    if (fresh.length === 0) return;
    void this.#write(() => this.#database?.put("outbox", ...fresh)).then((isWritten) => {
      const isLive =
        serverOf(this.#store?.state.chat ?? chat, SERVER_ID)?.connection.kind === "live";
      // Nobody need know while it is sent at once.
      if (!isWritten && !isLive) dispatch({ kind: "notice", notice: "not-kept" });
    });
  }

  #save({ state: { chat } }: PageStore): void {
    const server = serverOf(chat, SERVER_ID);
    if (server === undefined || server.username === "") return;
    const isOther = foldUsername(this.#username) !== foldUsername(server.username);
    const { name: serverName, username } = server;
    this.#username = username;
    const fresh: KeptPlace[] = [];
    const gone = new Set(this.#written.keys());
    for (const buffer of chat.buffers) {
      gone.delete(buffer.key);
      const { entries, place, topic } = buffer;
      if (place === undefined || !buffer.isIn || !buffer.isLoaded || buffer.hasNewer) continue;
      if (isSame(this.#written.get(buffer.key) ?? [], [entries, topic])) continue;
      this.#written.set(buffer.key, [entries, topic]);
      fresh.push(keptPlace(buffer, place));
    }
    for (const key of gone) this.#written.delete(key);
    const places = chat.buffers.flatMap(({ isIn, place }) =>
      place === undefined || !isIn ? [] : [place]
    );
    const isListed = isSame(places.map(placeKey), this.#places.map(placeKey));
    this.#places = places;
    void this.#write(async () => {
      if (isOther) await this.#begin(username);
      if (isOther || !isListed) {
        await this.#database?.put("account", { username, serverName, places });
      }
      if (gone.size > 0) await this.#database?.delete("places", ...gone);
      if (fresh.length > 0) await this.#database?.put("places", ...fresh);
    });
  }

  /** The things of somebody else are nobody's business now. */
  async #begin(username: string): Promise<void> {
    const [known] = await this.#database?.all("account") ?? [];
    if (known !== undefined && foldUsername(known.username) !== foldUsername(username)) {
      await this.#database?.clear();
    }
  }

  /** Whether it was written. */
  #write(work: () => Promise<void> | undefined): Promise<boolean> {
    const written = this.#queue.then(async () => {
      if (this.#database === undefined) return false;
      try {
        await work();
        this.#keeping = "yes";
        return true;
      } catch (error) {
        const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
        this.#keeping = isFull ? "full" : "forbidden";
        return false;
      }
    });
    this.#queue = written.then(() => {});
    return written;
  }
}

function isSame(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((each, index) => each === other[index]);
}
