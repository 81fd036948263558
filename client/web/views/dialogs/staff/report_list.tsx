/** What was reported: to be looked at, and what came of it. */
import { useState } from "preact/hooks";
import type { ReportInfo } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { saidExcerpt } from "../../../../wording/message_text.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch, usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import { ChoiceField, TextField } from "../kit/fields.tsx";
import { Form } from "../kit/form.tsx";
import { PageList } from "../kit/page_list.tsx";

/** Of a room, or of all that the reader looks after. */
export function ReportList({ room }: { room: string | undefined }) {
  const words = useMore().staff;
  const server = useServer();
  const [isResolved, setResolved] = useState(false);
  const pages = usePages<ReportInfo>(async (last) => {
    const { more, reports } = await server.request("reports", {
      ...(room === undefined ? {} : { room }),
      ...(isResolved ? { resolved: true } : {}),
      ...(last === undefined ? {} : { before: last.report }),
    });
    return {
      entries: recordsIn<ReportInfo>(reports, ["from", "text", "by"]),
      hasMore: more === true,
    };
  }, [room, isResolved]);
  return (
    <>
      <ChoiceField
        name="which"
        label={words.which}
        choices={[["open", words.open], ["resolved", words.resolved]]}
        onChoice={(value) => setResolved(value === "resolved")}
      />
      <PageList
        label={words.tabs.reports}
        empty={words.noReports}
        pages={pages}
        keyOf={({ report }) => report}
      >
        {(report) => <Report report={report} onResolved={pages.reload} />}
      </PageList>
    </>
  );
}

function Report({ onResolved, report }: { report: ReportInfo; onResolved: () => void }) {
  const words = useMore().staff;
  const { times } = usePage();
  const dispatch = useDispatch();
  const server = useServer();
  const { by, from, message, note, reason, report: id, resolved, room, time } = report;
  const author = printable(from);
  const where = room === undefined ? words.privately : `#${printable(room)}`;
  return (
    <article class="report" aria-label={words.reportOf(author, where)}>
      <p class="row-facts">
        {[
          words.reportOf(author, where),
          words.reportedBy(by === "*server*" ? words.aFilter : printable(by)),
          times.stamp(time),
        ].join(" · ")}
      </p>
      <blockquote class="said" dir="auto">{saidExcerpt(report)}</blockquote>
      {typeof reason === "string" && reason !== "" && (
        <p dir="auto">{words.because(printable(reason))}</p>
      )}
      {resolved !== undefined && (
        <p dir="auto">
          {words.resolvedBy(printable(String(report.resolved_by)), printable(String(note ?? "")))}
        </p>
      )}
      <div class="button-row">
        {room !== undefined && (
          <button
            type="button"
            class="button"
            onClick={() => server.showMessage({ room }, message)}
          >
            {words.showMessage}
          </button>
        )}
        <button
          type="button"
          class="button"
          onClick={() =>
            dispatch({ kind: "open-dialog", dialog: { kind: "person", username: from, room } })}
        >
          {author}
        </button>
      </div>
      {resolved === undefined && (
        <Form
          isRow
          submit={words.resolve}
          onSubmit={async (filled) => {
            await server.request("resolve_report", {
              report: id,
              note: filled.text("note").trim(),
            });
            onResolved();
          }}
        >
          <TextField name="note" label={words.note} isRequired />
        </Form>
      )}
    </article>
  );
}
