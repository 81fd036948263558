/** The files of a place, the newest first: to be searched, saved, and found where they were sent. */
import { useEffect, useState } from "preact/hooks";
import type { Message } from "../../../../../protocol/records.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { bytesText } from "../../../../../protocol/text/bytes_text.ts";
import type { Marked } from "../../../../wording/marked.ts";
import { placeName } from "../../../../wording/place.ts";
import { fileUrl } from "../../../files/file_url.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { usePages } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { TextField } from "../kit/fields.tsx";
import { PageList } from "../kit/page_list.tsx";

/** A search waits for this long whether something else is typed. */
const PAUSE_MS = 250;
const PAGE_FILES = 30;

/** A field, and below it the files whose names or captions have what stands in it. */
export function FilesDialog({ dialog }: { dialog: Extract<Dialog, { kind: "files" }> }) {
  const { place } = dialog;
  const words = useMore().files;
  const { times } = usePage();
  const server = useServer();
  const [query, setQuery] = useState(dialog.query ?? "");
  const wanted = useSettled(query.trim());
  const pages = usePages<Message>(async (last) => {
    let before = last?.id;
    for (;;) {
      const answer = await server.request("files", {
        ...place,
        limit: PAGE_FILES,
        ...(wanted === "" ? {} : { query: wanted }),
        ...(before === undefined ? {} : { before }),
      });
      const found = recordsIn<Message>(answer.messages, ["from", "time"]).toReversed();
      const hasMore = answer.more === true;
      // A page may be empty although there are more before it.
      if (found.length > 0 || !hasMore || answer.next === undefined) {
        return { entries: found, hasMore };
      }
      before = answer.next;
    }
  }, [wanted]);
  return (
    <DialogFrame title={words.filesOf(placeName(place))} isWide>
      <div class="dialog-body">
        <TextField
          name="query"
          label={words.search}
          value={dialog.query ?? ""}
          isFocused
          onInput={setQuery}
        />
        <PageList
          pages={pages}
          label={words.filesOf(placeName(place))}
          empty={wanted === "" ? words.noFiles : words.nothingFound}
          keyOf={({ id }) => id}
        >
          {(message) => (
            <div class="row">
              <span class="row-text">
                <FileName message={message} />
                {message.text !== "" && (
                  <span class="said" dir="auto">{printable(message.text)}</span>
                )}
                <span class="row-facts" dir="auto">
                  {[
                    printable(message.from),
                    bytesText(message.file?.size ?? 0),
                    times.stamp(message.time),
                  ].join(" · ")}
                </span>
              </span>
              <button
                type="button"
                class="button"
                onClick={() => server.showMessage(place, message.id)}
              >
                {words.show}
              </button>
            </div>
          )}
        </PageList>
      </div>
    </DialogFrame>
  );
}

/** Its name, with which it is saved; one that has to be opened for that is saved where it was said. */
function FileName({ message: { encryption, file, id } }: { message: Marked }) {
  const name = file?.name ?? "";
  if (encryption === "sealed") return <span class="file-name" dir="auto">{printable(name)}</span>;
  return (
    <a class="file-name" dir="auto" href={`${fileUrl(id, name)}?download`} download={name}>
      {printable(name)}
    </a>
  );
}

/** The text, once it has stood for a moment. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}
