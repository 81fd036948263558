/** A room: what it is like, who is in it, and what those may change who may. */
import { printable } from "../../../../../protocol/text/printable.ts";
import type { RoomInfo } from "../../../../../protocol/records.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useServer } from "../../../parts/use_server.ts";
import type { Dialog, RoomTab } from "../../../state/dialog.ts";
import { powersIn } from "../../../state/may.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { Loaded } from "../kit/page_list.tsx";
import { type Tab, Tabs } from "../kit/tabs.tsx";
import { FilterList } from "../staff/filter_list.tsx";
import { MeasureList } from "../staff/measure_list.tsx";
import { ReportList } from "../staff/report_list.tsx";
import { AboutRoom } from "./about_room.tsx";
import { RoomHooks } from "./room_hooks.tsx";
import { RoomMembers } from "./room_members.tsx";
import type { RoomPart } from "./room_part.ts";
import { RoomSettings } from "./room_settings.tsx";

/** Its parts as tabs; those that the reader may not open are not there. */
export function RoomDialog({ dialog }: { dialog: Extract<Dialog, { kind: "room" }> }) {
  const { room } = dialog;
  const server = useServer();
  const answer = useAnswer<RoomInfo>(() => server.request("set", { room }), [room]);
  return (
    <DialogFrame title={`#${printable(room)}`} isWide>
      <Loaded answer={answer}>
        {(info) => <RoomParts info={info} first={dialog.tab} onChange={answer.reload} />}
      </Loaded>
    </DialogFrame>
  );
}

function RoomParts({ first, info, onChange }: RoomPart & { first: RoomTab | undefined }) {
  const { room } = info;
  const words = useMore().rooms;
  const powers = powersIn(info, useSelected(({ role }) => role));
  const part = { info, onChange };
  const tab = (id: RoomTab, show: Tab["show"]): Tab => ({ id, label: words.tabs[id], show });
  const tabs: Tab[] = [
    tab("about", () => <AboutRoom {...part} powers={powers} />),
    ...(powers.isIn ? [tab("members", () => <RoomMembers {...part} powers={powers} />)] : []),
    ...(powers.mayModerate
      ? [
        tab("settings", () => <RoomSettings {...part} powers={powers} />),
        tab("measures", () => <MeasureList room={room} />),
        tab("filters", () => <FilterList room={room} mayChange />),
        tab("hooks", () => <RoomHooks room={room} />),
        tab("reports", () => <ReportList room={room} />),
      ]
      : []),
  ];
  return <Tabs label={words.parts} tabs={tabs} first={first} />;
}
