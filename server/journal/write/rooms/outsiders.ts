/** Who writes in a room without being in it, where the room lets them. */
import { ChatError } from "../../../../protocol/errors.ts";
import { rankOf } from "../../../access/rights.ts";
import { CONSOLE } from "../../actors.ts";
import type { Store } from "../../database/store.ts";
import type { Admitted } from "../../gate.ts";
import { mutedUntilIn } from "../order/measure_rows.ts";
import { traceOf } from "./traces.ts";

/**
 * Sees to it that nobody sheds by leaving what keeps them from writing: the mutes of the room, and that
 * they only read there.
 *
 * @throws {ChatError} `muted`, `read_only`.
 */
export function checkOutsider(
  store: Store,
  account: number,
  { id, kind, name, role }: Admitted,
): void {
  if (kind === "direct" || account === CONSOLE || rankOf(role) >= rankOf("read_only")) return;
  const mutedUntilMs = mutedUntilIn(store, account, id);
  if (mutedUntilMs !== null && mutedUntilMs > store.timeMs) {
    throw new ChatError("muted", `You are muted in #${name}`);
  }
  if (traceOf(store, { account, conversation: id }).role === "read_only") {
    throw new ChatError("read_only");
  }
}
