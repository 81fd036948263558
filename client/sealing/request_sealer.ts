/** Finds out which requests have to be sealed or signed, or go on here, and what becomes of them. */
import type { Action, Fields } from "../../protocol/requests.ts";
import { ConnectionLost } from "../base/failure.ts";
import { isAboutRoom } from "./about_room.ts";
import type { EncryptedRooms } from "./encrypted_rooms.ts";
import type { KeyWords } from "./key_words.ts";
import type { LinkSearch } from "./link_search.ts";
import {
  mayNeedSealing,
  type PlainRequest,
  type SealedRequest,
  sealedRequest,
} from "./sealed_request.ts";
import type { SealingKeeper } from "./sealing_keeper.ts";
import type { SeenMessages } from "./seen_messages.ts";

/** What a request sealer works with. */
export interface RequestSealerOptions {
  keeper: SealingKeeper;
  rooms: EncryptedRooms;
  seen: SeenMessages;
  words: KeyWords;
  newNonce: () => string;
  /** Makes a request as it is. */
  request: PlainRequest;
  /** Makes a request, whose answer is opened. */
  opened: PlainRequest;
  searching: () => Promise<LinkSearch>;
  /** Something went wrong that nobody has asked for. */
  failed: (lines: readonly string[]) => void;
}

/** Asks for keys only where a request may need them. */
export class RequestSealer {
  readonly #options: RequestSealerOptions;

  constructor(options: RequestSealerOptions) {
    this.#options = options;
  }

  /** What a request becomes; `undefined` where it goes out as it is. @throws {HeldBack} */
  async sealed(
    action: Action,
    fields: Record<string, unknown>,
  ): Promise<SealedRequest | undefined> {
    const { keeper, newNonce, request, rooms, seen, words } = this.#options;
    if (isAboutRoom(action, fields, rooms)) return await this.#aboutRoom(action, fields);
    if (!keeper.isBegun || !mayNeedSealing(action)) return undefined;
    const message = seen.private(fields["id"]);
    if (message === undefined && seen.isOfRoom(fields["id"])) return undefined;
    return await sealedRequest({
      action,
      fields,
      seen: message,
      sealing: await keeper.toSay(),
      account: keeper.account,
      newNonce,
      words,
      request,
    });
  }

  /** The same for a line of a script; a search is answered with all that is found, here as well. */
  async ofScript(
    action: Action,
    fields: Record<string, unknown>,
  ): Promise<SealedRequest | undefined> {
    if (action !== "search") return await this.sealed(action, fields);
    const { opened, searching } = this.#options;
    // The line has a number of its own, which the answer to it gets.
    const { action: _action, ref: _ref, ...search } = fields;
    return async ({ posted, ...options }) => {
      const asked = opened("search", search as Fields<"search">, options);
      posted?.();
      const answer = await asked;
      if (fields["before"] !== undefined) return answer;
      const { backTo, found } = await (await searching()).all(String(fields["query"]));
      const results = [...answer.results, ...found].sort((one, other) => other.id - one.id);
      return { ...answer, results, ...(backTo === undefined ? {} : { searched_back_to: backTo }) };
    };
  }

  async #aboutRoom(
    action: Action,
    fields: Record<string, unknown>,
  ): Promise<SealedRequest | undefined> {
    const { failed, keeper, request, rooms, words } = this.#options;
    const { roomRequest } = await import("./room_requests.ts");
    return await roomRequest({
      action,
      fields,
      rooms,
      sealing: () => keeper.toSay(),
      request,
      whyNot: () => keeper.whyNot,
      later: (work) => {
        work.catch((error) => {
          // Who is out is signed by whoever looks next; roles are not.
          if (!(error instanceof ConnectionLost)) failed([words.problem(error)]);
        });
      },
    });
  }
}
