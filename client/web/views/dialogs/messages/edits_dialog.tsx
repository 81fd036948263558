/** What a message said before it was edited. */
import { printableLines } from "../../../../../protocol/text/printable.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useAnswer } from "../../../parts/use_pages.ts";
import { useServer } from "../../../parts/use_server.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { Loaded } from "../kit/page_list.tsx";

/** The earlier texts, oldest first. */
export function EditsDialog({ dialog }: { dialog: Extract<Dialog, { kind: "edits" }> }) {
  const words = useMore().messages;
  const { times } = usePage();
  const server = useServer();
  const answer = useAnswer(async () => {
    const { texts } = await server.request("edits", { id: dialog.id });
    return recordsIn<{ text: string; time: string }>(texts, ["text", "time"]);
  }, [dialog.id]);
  return (
    <DialogFrame title={words.edits}>
      <div class="dialog-body">
        <Loaded answer={answer}>
          {(texts) =>
            texts.length === 0
              ? <p class="list-note">{words.neverEdited}</p>
              : (
                <ol class="list" aria-label={words.edits}>
                  {texts.map(({ text, time }, index) => (
                    <li key={index} class="list-row">
                      <span class="row-facts">{times.moment(time)}</span>
                      <p class="said" dir="auto">{printableLines(text).join("\n")}</p>
                    </li>
                  ))}
                </ol>
              )}
        </Loaded>
      </div>
    </DialogFrame>
  );
}
