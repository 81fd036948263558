/** What must hold before an account may end. */
import { ChatError } from "../../../../protocol/errors.ts";
import { CONSOLE } from "../../actors.ts";
import type { Store } from "../../database/store.ts";
import { checkOtherServerOwner } from "../order/staff.ts";
import { IS_RAISED } from "../rooms/room_keepers.ts";

/**
 * Sees to it that neither a room with others in it nor the server would be without an owner; the
 * console (`by`) may leave the server without one, which somebody can claim then.
 *
 * @throws {ChatError} `last_owner`.
 */
export function checkMayEnd(store: Store, account: number, by: number): void {
  checkOwnedRooms(store, account);
  if (by !== CONSOLE) checkOtherServerOwner(store, account);
}

function checkOwnedRooms(store: Store, account: number): void {
  const row = store.get(
    `SELECT conversations.name FROM members
     JOIN conversations ON conversations.id = members.conversation
     WHERE members.account = ? AND role = 'owner' AND NOT EXISTS (
       SELECT 1 FROM members AS others
       WHERE others.conversation = conversations.id AND others.${IS_RAISED} AND others.role = 'owner'
         AND others.account <> members.account)
     AND EXISTS (
       SELECT 1 FROM members AS others
       WHERE others.conversation = conversations.id AND others.account <> members.account
         AND others.role NOT IN ('banned', 'invited'))`,
    account,
  );
  if (row === undefined) return;
  throw new ChatError(
    "last_owner",
    `You are the only owner of #${row["name"]}; make somebody else one first, or delete the room`,
  );
}
