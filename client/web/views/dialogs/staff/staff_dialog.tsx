/** For those who keep order on the server: what they look at and what they decide. */
import { useMore } from "../../../parts/more_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import type { Dialog, StaffTab } from "../../../state/dialog.ts";
import { isAtLeast } from "../../../state/server_rank.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { type Tab, Tabs } from "../kit/tabs.tsx";
import { Admission } from "./admission.tsx";
import { AuditLog } from "./audit_log.tsx";
import { Bots } from "./bots.tsx";
import { Connections } from "./connections.tsx";
import { FilterList } from "./filter_list.tsx";
import { MeasureList } from "./measure_list.tsx";
import { ReportList } from "./report_list.tsx";
import { Roles } from "./roles.tsx";

/** Its parts as tabs; those that only admins may open are there for them. */
export function StaffDialog({ dialog }: { dialog: Extract<Dialog, { kind: "staff" }> }) {
  const words = useMore().staff;
  const role = useSelected((state) => state.role);
  const isAdmin = isAtLeast(role, "admin");
  const tab = (id: StaffTab, show: Tab["show"]): Tab => ({ id, label: words.tabs[id], show });
  return (
    <DialogFrame title={words.title} isWide>
      <Tabs
        label={words.title}
        first={dialog.tab}
        tabs={[
          tab("reports", () => <ReportList room={undefined} />),
          tab("measures", () => <MeasureList room={undefined} />),
          tab("filters", () => <FilterList room={undefined} mayChange={isAdmin} />),
          tab("admission", () => <Admission isAdmin={isAdmin} />),
          tab("roles", () => <Roles isAdmin={isAdmin} />),
          tab("connections", () => <Connections isAdmin={isAdmin} />),
          ...(isAdmin ? [tab("bots", () => <Bots />), tab("audit", () => <AuditLog />)] : []),
        ]}
      />
    </DialogFrame>
  );
}
