/** Who did what to whom. */
import { useState } from "preact/hooks";
import type { AuditEntry } from "../../../../../protocol/records.ts";
import type { Fields } from "../../../../../protocol/requests.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { bareName } from "../../../state/forms.ts";
import { TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { PageList } from "../kit/page_list.tsx";

type Search = Partial<Pick<Fields<"audit">, "about" | "of" | "room">>;

/** The lines, newest first, those that fit what is asked for. */
export function AuditLog() {
  const words = useMore().staff;
  const { times } = usePage();
  const server = useServer();
  const [search, setSearch] = useState<Search>({});
  const pages = usePages<AuditEntry>(async (last) => {
    const before = last === undefined ? {} : { before: last.id };
    const { entries, more } = await server.request("audit", { ...search, ...before, limit: 50 });
    return {
      entries: recordsIn<AuditEntry>(entries, ["action", "by", "time"]),
      hasMore: more === true,
    };
  }, [search]);
  return (
    <>
      <Form
        isRow
        submit={words.look}
        onSubmit={(filled) => {
          const about = bareName(filled.text("about"));
          const room = bareName(filled.text("room"));
          const of = filled.text("of").trim().toLowerCase();
          setSearch({
            ...(about === "" ? {} : { about }),
            ...(room === "" ? {} : { room }),
            ...(of === "" ? {} : { of }),
          });
          return Promise.resolve();
        }}
      >
        <TextField name="about" label={words.auditAbout} />
        <TextField name="room" label={words.auditRoom} />
        <TextField
          name="of"
          label={words.auditOf}
          suggestions={["ban", "mute", "kick", "grant", "purge", "lift"]}
        />
      </Form>
      <PageList
        label={words.tabs.audit}
        empty={words.nothingFound}
        pages={pages}
        keyOf={({ id }) => id}
      >
        {({ action, address, by, detail, room, target, time }) => (
          <div class="row-text">
            <span dir="auto">
              <strong>{printable(by)}</strong> {printable(action)}
              {target === undefined ? "" : ` ${printable(String(target))}`}
              {room === undefined ? "" : ` #${printable(String(room))}`}
              {detail === undefined ? "" : `: ${printable(String(detail))}`}
            </span>
            <span class="row-facts">
              {[times.stamp(time), ...(address === undefined ? [] : [printable(String(address))])]
                .join(" · ")}
            </span>
          </div>
        )}
      </PageList>
    </>
  );
}
