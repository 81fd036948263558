/** What commands can do with the arrangement of a terminal's screen. */
import type { ArrangingPowers, WindowWord } from "../../commands/parts/arranging.ts";
import type { Place } from "../../../protocol/records.ts";
import type { Action } from "../state/action.ts";
import { bufferKey, bufferOf } from "../state/buffers.ts";
import { trafficShown } from "../state/place_choices.ts";
import type { State } from "../state/state.ts";
import type { WindowOrder } from "../windows/order.ts";

/** Where a command was entered, and whom it tells what it wants. */
export interface Entered {
  serverId: string;
  place: Place;
  dispatch: (action: Action) => void;
  /** Shows the answer. */
  show: (lines: readonly string[]) => void;
}

/** The powers of a command that was entered at a place. */
export function arrangingAt(
  { dispatch, place, serverId, show }: Entered,
  state: () => State,
): ArrangingPowers {
  const key = bufferKey(serverId, place);
  return {
    joins: (traffic) => {
      dispatch({ kind: "place-choice", serverId, bufferKey: key, change: { traffic } });
      show([`comings and goings shown here: ${traffic ?? "as in the config"}`]);
    },
    notified: () => bufferOf(state(), key)?.notify ?? state().settings.notify,
    joinsShown: () => trafficShown(state(), { serverId, place }),
    move: (to) => dispatch({ kind: "move", serverId, bufferKey: key, to }),
    split: (into, place) =>
      dispatch({ kind: "window", serverId, place, order: { do: "split", into } }),
    window: (word) => dispatch({ kind: "window", serverId, order: orderOf(word) }),
    merge: (places) => dispatch({ kind: "merge", serverId, places }),
    thread: (id) => dispatch({ kind: "thread", serverId, place, id }),
    favourite: () => dispatch({ kind: "favourite", serverId, bufferKey: key }),
  };
}

function orderOf(word: WindowWord): WindowOrder {
  switch (word) {
    case "close":
    case "only":
    case "zoom":
    case "balance":
      return { do: word };
    case "grow":
      return { do: "resize", by: 1 };
    case "shrink":
      return { do: "resize", by: -1 };
    default:
      return { do: "go", to: word };
  }
}
