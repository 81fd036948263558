/** Everything of the account: as JSON, and the files that it has sent. */
import { useState } from "preact/hooks";
import type { SharedFile } from "../../../../../protocol/files/shared_file.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { gatherExport } from "../../../../commands/parts/gather_export.ts";
import { recordsIn } from "../../../../net/incoming.ts";
import { bytesText } from "../../../../../protocol/text/bytes_text.ts";
import { saveAs, saveFrom } from "../../../device/save_as.ts";
import { fileUrl } from "../../../files/file_url.ts";
import { useMore } from "../../../parts/more_context.ts";
import { useOwnName, useServer } from "../../../parts/use_server.ts";
import { ActionButton } from "../kit/action_button.tsx";

/** Browsers leave out what is begun faster than this, in milliseconds. */
const BETWEEN_SAVES_MS = 500;

/** A message with a file, as it is in what is handed out. */
interface Sent {
  readonly id: number;
  readonly file: SharedFile;
}

/** Saves the JSON; below it stand the files then, each to be saved, or all of them one by one. */
export function ExportPart() {
  const words = useMore().settings;
  const server = useServer();
  const own = useOwnName();
  const [sent, setSent] = useState<readonly Sent[]>([]);
  return (
    <>
      <h3 class="part-title">{words.exportTitle}</h3>
      <p class="form-hint">{words.exportHint}</p>
      <ActionButton
        label={words.exportData}
        onAction={async () => {
          const { whole } = await gatherExport((after) =>
            server.request("export", after === undefined ? {} : { after })
          );
          const text = `${JSON.stringify(whole, undefined, 2)}\n`;
          saveAs(new Blob([text], { type: "application/json" }), `chat-${own}.json`);
          setSent(filesIn(whole));
        }}
      />
      {sent.length > 0 && (
        <details class="part" open>
          <summary>
            {words.exportFiles(
              sent.length,
              bytesText(sent.reduce((sum, { file }) => sum + file.size, 0)),
            )}
          </summary>
          <ActionButton
            label={words.exportAll}
            onAction={async () => {
              for (const each of sent) {
                saveFrom(addressOf(each), each.file.name);
                await new Promise((resolve) => setTimeout(resolve, BETWEEN_SAVES_MS));
              }
            }}
          />
          <ul class="list">
            {sent.map((each) => (
              <li key={each.id} class="list-row row">
                <span class="row-text">
                  <a class="file-name" dir="auto" href={addressOf(each)} download={each.file.name}>
                    {printable(each.file.name)}
                  </a>
                  <span class="row-facts">{bytesText(each.file.size)}</span>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function filesIn({ messages }: Readonly<Record<string, unknown>>): Sent[] {
  return recordsIn<{ id: unknown; file: unknown }>(messages, []).flatMap(({ file, id }) => {
    const { name, size } = Object(file) as Partial<Record<keyof SharedFile, unknown>>;
    return typeof id === "number" && typeof name === "string" && typeof size === "number"
      ? [{ id, file: file as SharedFile }]
      : [];
  });
}

function addressOf({ file, id }: Sent): string {
  return `${fileUrl(id, file.name)}?download`;
}
