/** Says how the connection stands, where there is something to say. */
import { useEffect, useState } from "preact/hooks";
import { serverOf } from "../../../full/state/buffers.ts";
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { SERVER_ID } from "../../state/page_state.ts";

/** A connection that is made within this time needs no word. */
const SLOW_MS = 2_000;

/** One line while the connection is lost; nothing otherwise. */
export function ConnectionLine() {
  const { texts } = usePage();
  const connection = useSelected(({ chat }) => serverOf(chat, SERVER_ID)?.connection);
  const { connection: words } = texts.common;
  const isKept = useSelected((state) => state.isKept);
  const isSlow = useSlow(isKept && connection?.kind !== "offline");
  const line = connection?.kind === "offline"
    ? isKept ? words.kept : words.lost
    : isSlow
    ? words.connecting
    : connection?.kind === "ended"
    ? words.ended(connection.reason)
    : "";
  // It stands there always, so that it is read out when something comes into it.
  return <p class="connection-line" role="status" hidden={line === ""}>{line}</p>;
}

/** Whether something has gone on for long. */
function useSlow(goesOn: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!goesOn) return setSlow(false);
    const timer = setTimeout(() => setSlow(true), SLOW_MS);
    return () => clearTimeout(timer);
  }, [goesOn]);
  return goesOn && isSlow;
}
