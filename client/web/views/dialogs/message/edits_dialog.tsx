/** What a message said before it was edited. */
import { useEffect, useState } from "preact/hooks";
import { printableLines } from "../../../../../protocol/text/printable.ts";
import { failureText } from "../../../parts/failure.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { DialogFrame } from "../dialog_frame.tsx";

/** Its texts, as the server has kept them. */
export function EditsDialog({ dialog }: { dialog: Extract<Dialog, { kind: "edits" }> }) {
  const page = usePage();
  const { session, texts: { common }, times } = page;
  const words = useMore().message;
  const [texts, setTexts] = useState<readonly { text: string; time: string }[] | undefined>();
  const [failure, setFailure] = useState("");
  useEffect(() => {
    session.request("edits", { id: dialog.id }).then(
      (answer) => setTexts(answer.texts),
      (error) => setFailure(failureText(error, page.texts) ?? page.texts.common.unexpected),
    );
  }, [dialog.id]);
  return (
    <DialogFrame title={words.editsTitle}>
      <div class="dialog-body">
        <p role="status">
          {failure !== ""
            ? failure
            : texts === undefined
            ? common.connection.connecting
            : texts.length === 0
            ? words.noEdits
            : ""}
        </p>
        <ol class="edits">
          {texts?.map(({ text, time }, index) => (
            <li key={index}>
              <time dateTime={time}>{times.moment(time)}</time>
              {printableLines(text).map((line, at) => (
                <div key={at} class="line" dir="auto">{line}</div>
              ))}
            </li>
          ))}
        </ol>
      </div>
    </DialogFrame>
  );
}
