/** About which messages of a place its reader is told. */
import type { Place } from "../../../../../protocol/records.ts";
import { bufferKey, bufferOf } from "../../../../full/state/buffers.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { SERVER_ID } from "../../../state/page_state.ts";
import { ChoiceField } from "./fields.tsx";

const MODES = ["all", "mentions", "none"] as const;

/** All, mentions, none, or as it is set for all places. */
export function NotifyChoice({ place }: { place: Place }) {
  const words = useMore().rooms;
  const dispatch = useDispatch();
  const key = bufferKey(SERVER_ID, place);
  const mode = useSelected(({ chat }) => bufferOf(chat, key)?.notify);
  return (
    <ChoiceField
      name="notify"
      label={words.notify}
      value={mode ?? "default"}
      choices={[
        ["default", words.notifyModes.default],
        ...MODES.map((each) => [each, words.notifyModes[each]] as const),
      ]}
      onChoice={(value) =>
        dispatch({
          kind: "notify-mode",
          serverId: SERVER_ID,
          bufferKey: key,
          mode: MODES.find((each) => each === value),
        })}
    />
  );
}
