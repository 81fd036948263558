/** Says how the connection stands, where there is something to say. */
import { serverOf } from "../../../full/state/buffers.ts";
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** One line while the connection is lost; nothing otherwise. */
export function ConnectionLine() {
  const { texts } = usePage();
  const connection = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.connection);
  const { connection: words } = texts.common;
  const isKept = useSelected((state) => state.isKept);
  const line = isKept
    ? words.kept
    : connection?.kind === "offline"
    ? words.lost
    : connection?.kind === "ended"
    ? words.ended(connection.reason)
    : "";
  // It stands there always, so that it is read out when something comes into it.
  return <p class="connection-line" role="status" hidden={line === ""}>{line}</p>;
}
