/** Lines of a script: sent as they are, but for what would say something private in plain text. */
import { foldUsername } from "../../protocol/names.ts";
import type { Action } from "../../protocol/requests.ts";
import { ConnectionLost, PerhapsStored, reasonOf } from "../base/failure.ts";
import { type EncryptedRooms, roomKey } from "./encrypted_rooms.ts";
import { isAboutRoom } from "./about_room.ts";
import { mayBeForgotten } from "../link/nonce_age.ts";
import { parseObject } from "../net/incoming.ts";
import { HeldBack } from "./held_back.ts";
import { mayNeedSealing, type SealedRequest } from "./sealed_request.ts";
import type { Sealing } from "./sealing.ts";

/** What raw lines work with. */
export interface RawLinesOptions {
  /** Whether there is anything to seal, as far as is known when a line has its turn. */
  isActive: () => boolean;
  rooms: EncryptedRooms;
  /** Whether nobody is logged in yet, so that a line may do that. */
  mayLogIn: () => boolean;
  /** Keys, where there are some. @throws {HeldBack} where nothing private may be sent at all. */
  sealing: () => Promise<Sealing | undefined>;
  /** What a request becomes; see {@linkcode SealedRequest}. @throws {HeldBack} */
  sealed: (action: Action, fields: Record<string, unknown>) => Promise<SealedRequest | undefined>;
  /** Hears what each line asks for. */
  asks: (fields: Record<string, unknown>) => void;
  /** Sends a line as it is. */
  send: (line: string) => void;
  /** Shows the script a line. */
  tell: (line: string) => void;
  /** The number of lines that wait is another one. */
  changed: () => void;
  /** Resolves when there is a connection; false when there will be none any more. */
  whenLive: () => Promise<boolean>;
  /** The time of day in milliseconds. */
  timeMs: () => number;
}

const PERHAPS = "The connection was lost for so long that it is not known whether the server has " +
  "this; look before you send it again";

const NO_RAW_FILES =
  "This conversation is encrypted, and an upload of a script is not: nothing was " +
  "sent; chat send encrypts files";

/** Sends the lines in their order; those behind one wait until it is on its way, not for its answer. */
export class RawLines {
  readonly #options: RawLinesOptions;
  #last: Promise<void> | undefined;
  #waiting = 0;
  /** The login that was sent, and whose answer says who this is. */
  #login: PromiseWithResolvers<void> | undefined;

  constructor(options: RawLinesOptions) {
    this.#options = options;
  }

  /** How many lines were not sent yet, or have no answer of those that were sealed. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Sends a line in its turn. */
  send(line: string): void {
    const fields = parseObject(line) ?? {};
    const { action } = fields;
    this.#options.asks(fields);
    const isLogin = action === "login" || action === "register";
    const isOrdinary = !isLogin && !this.#mayBeSealed(fields);
    if (this.#last === undefined && isOrdinary) return this.#options.send(line);
    this.#waiting++;
    const turn = (this.#last ?? Promise.resolve())
      .then(() => isLogin ? this.#sendLogin(line) : this.#sendOn(line, fields))
      .finally(() => {
        if (this.#last === turn) this.#last = undefined;
      });
    this.#last = turn;
  }

  /** A login was answered, or there will be no answer to it. */
  loginAnswered(): void {
    this.#login?.resolve();
    this.#login = undefined;
  }

  /** Who somebody is decides what of the next lines is sealed. */
  async #sendLogin(line: string): Promise<void> {
    this.#sendPlain(line);
    if (!this.#options.mayLogIn()) return;
    this.#login = Promise.withResolvers<void>();
    await this.#login.promise;
  }

  /** Whether a line may have to be sealed, as far as is known. */
  #mayBeSealed(fields: Record<string, unknown>): boolean {
    const { action } = fields;
    const { rooms } = this.#options;
    if (mayNeedSealing(action) || isAboutRoom(action, fields, rooms)) return true;
    if (isSearch(fields)) return true;
    return saysSomewhere(fields) && ("to" in fields || !rooms.isComplete || rooms.has(fields.room));
  }

  /** Resolves when the line is on its way. */
  async #sendOn(line: string, fields: Record<string, unknown>): Promise<void> {
    const isNew = isAboutRoom(fields["action"], fields, this.#options.rooms);
    if (!this.#mayBeSealed(fields) || !(this.#options.isActive() || isNew)) {
      return this.#sendPlain(line);
    }
    const posted = Promise.withResolvers<void>();
    void this.#sealed(fields, posted.resolve).then((isDone) => {
      if (isDone) this.#done();
      else this.#sendPlain(line);
      posted.resolve();
    });
    await posted.promise;
  }

  #sendPlain(line: string): void {
    this.#options.send(line);
    this.#done();
  }

  #done(): void {
    this.#waiting--;
    this.#options.changed();
  }

  /** Sends what is said, sealed, and answers it; false when it is to go out as it is. */
  async #sealed(fields: Record<string, unknown>, posted: () => void): Promise<boolean> {
    try {
      const answer = saysSomewhere(fields)
        ? await this.#say(fields, posted)
        : await this.#change(fields, posted);
      if (answer === undefined) return false;
      this.#answer(fields, { ok: true, ...answer });
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "not_sent";
      this.#answer(fields, { ok: false, error: code, message: reasonOf(error) });
    }
    return true;
  }

  async #say(
    { file, kind, me, nonce, reply_to: replyTo, room, sealed, text, to }: PlacedFields,
    posted: () => void,
  ): Promise<object | undefined> {
    const sealing = await this.#options.sealing();
    if (sealed !== undefined || to === undefined && !this.#options.rooms.has(room)) {
      return undefined;
    }
    if (sealing === undefined) {
      if (to === undefined) throw new HeldBack(CANNOT_HERE);
      return undefined;
    }
    const other = to === undefined ? roomKey(String(room)) : foldUsername(to);
    const place = to === undefined ? { room: String(room) } : { to };
    if (file !== undefined) {
      const standing = await sealing.fileStanding(other);
      if (standing === "plain") return undefined;
      throw new HeldBack(standing === "sealed" ? NO_RAW_FILES : standing.refused);
    }
    if (typeof text !== "string") return undefined; // the server says what is wrong with it
    // A line that goes out as it is keeps all that it says.
    if (!await sealing.maySeal(other)) return undefined;
    return await sealing.say({
      ...place,
      text,
      ...(me === true || kind === "action" ? { me: true } : {}),
      ...(typeof nonce === "string" ? { nonce } : {}),
      ...(typeof replyTo === "number" ? { reply_to: replyTo } : {}),
    }, { silent: true, posted });
  }

  async #change(
    fields: Record<string, unknown>,
    posted: () => void,
  ): Promise<object | undefined> {
    const { action, sealed } = fields;
    const isAbout = isAboutRoom(action, fields, this.#options.rooms);
    const isRaw = !mayNeedSealing(action) && !isAbout && !isSearch(fields);
    if (isRaw || sealed !== undefined) return undefined;
    const request = await this.#options.sealed(action as Action, fields);
    const { timeMs, whenLive } = this.#options;
    const sinceMs = timeMs();
    for (;;) {
      try {
        return await request?.({ silent: true, posted });
      } catch (error) {
        // These have no nonce, so nobody can say whether they arrived.
        if (!(error instanceof ConnectionLost) || action === "report" || isAbout) throw error;
        if (!await whenLive()) throw error;
        if (mayBeForgotten({ nowMs: timeMs(), sinceMs })) throw new PerhapsStored(PERHAPS);
      }
    }
  }

  #answer({ ref }: Record<string, unknown>, answer: object): void {
    const isKnown = typeof ref === "string" || typeof ref === "number";
    this.#options.tell(JSON.stringify({ ...answer, ref: isKnown ? ref : undefined }));
  }
}

const CANNOT_HERE = "NOT sent: this room is encrypted, and this device cannot encrypt";

type PlacedFields = Record<string, unknown> & { to?: string; room?: string };

/** A server finds nothing in what is encrypted, so a search goes on here. */
function isSearch({ action, query }: Record<string, unknown>): boolean {
  return action === "search" && typeof query === "string";
}

function saysSomewhere(fields: Record<string, unknown>): fields is PlacedFields {
  const { action, room, to } = fields;
  return action === "say" &&
    (typeof to === "string" || to === undefined && typeof room === "string");
}
