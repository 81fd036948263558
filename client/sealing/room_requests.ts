/** What requests about rooms become where rooms are encrypted: somebody signs who comes in, and who goes. */
import { foldUsername } from "../../protocol/names.ts";
import type { RoomRole } from "../../protocol/encryption/room_entry.ts";
import type { Action } from "../../protocol/requests.ts";
import { type EncryptedRooms, roomKey } from "./encrypted_rooms.ts";
import { HeldBack } from "./held_back.ts";
import type { PlainRequest, SealedRequest } from "./sealed_request.ts";
import type { Sealing } from "./sealing.ts";

/** What a request about a room is made of. */
export interface RoomRequestOptions {
  action: Action;
  fields: Record<string, unknown>;
  rooms: EncryptedRooms;
  /** @throws {HeldBack} where nothing can be encrypted though there are keys. */
  sealing: () => Promise<Sealing | undefined>;
  request: PlainRequest;
  /** Why there is nothing that signs. */
  whyNot: () => string;
  /** Does what is only tidying up; what goes wrong with it is said. */
  later: (work: Promise<void>) => void;
}

const TRIES = 5;

/** The request to be made instead of one that `isAboutRoom()` is true for. @throws {HeldBack} */
export async function roomRequest(options: RoomRequestOptions): Promise<SealedRequest | undefined> {
  const { action, later, request, rooms, sealing: sealer, whyNot } = options;
  // The line of a script has a number of its own, which the answer to it gets.
  const { action: _action, ref: _ref, ...fields } = options.fields;
  const room = String(fields["room"]);
  const account = foldUsername(String(fields["username"]));
  const sealing = await sealer();
  if (sealing === undefined) {
    // Whoever may put somebody out may do so with whatever they have at hand.
    if (action !== "create" && action !== "invite") return undefined;
    throw new HeldBack(whyNot());
  }
  const { own, rooms: logs } = sealing.talk;
  const withEntry = (make: () => Promise<string | undefined>): SealedRequest => async (how) => {
    for (let tries = 1;; tries++) {
      const entry = await make();
      try {
        return await request(action, { ...fields, ...(entry === undefined ? {} : { entry }) }, how);
      } catch (error) {
        if (tries === TRIES || !await logs.mayTryAgain(error)) throw error;
      }
    }
  };
  if (action === "create") {
    const standing = await own.standing();
    if (standing === "none") await sealing.begin();
    else if (standing !== "ready") throw new HeldBack(await sealing.standingWords(own.account));
    return async (how) => {
      const answer = await withEntry(() => logs.found())(how);
      rooms.answered(answer);
      later(sealing.look(roomKey(room)));
      return answer;
    };
  }
  if (action === "invite") {
    let former: RoomRole | undefined;
    const invited = withEntry(async () => {
      // Whoever lets somebody in vouches for their keys, so they must be the ones that were seen.
      await sealing.talk.contacts.log(account);
      // Somebody else may have let the new keys in meanwhile, as a member.
      former = await logs.formerRole(roomKey(room), account) ?? former;
      return await logs.admission(roomKey(room), account);
    });
    return async (how) => {
      const answer = await invited(how);
      // An owner gives back what somebody was before new keys were let in.
      if (former !== undefined) later(logs.role(roomKey(room), account, former));
      return answer;
    };
  }
  return async (how) => {
    const answer = await request(action, fields, how);
    const { role } = fields;
    const isStaying = action === "role" && role !== "none" && role !== "banned";
    const signedRole = role === "owner" || role === "moderator" ? role : "member";
    later(
      isStaying
        ? logs.role(roomKey(room), account, signedRole)
        : sealing.talk.rooms.tidy(roomKey(room)),
    );
    return answer;
  };
}
