/** All keys of the page, and all commands that can be typed. */
import { useState } from "preact/hooks";
import { COMMANDS } from "../../../../commands/catalogue.ts";
import { usageOf } from "../../../../commands/parts/command.ts";
import { useMore } from "../../../parts/more_context.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { PAGE_KEYS } from "../../../state/page_keys.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { TextField } from "../kit/fields.tsx";

/** Two tables that can be searched. */
export function KeysDialog({ dialog }: { dialog: Extract<Dialog, { kind: "keys" }> }) {
  const words = useMore().find;
  const [query, setQuery] = useState(dialog.query ?? "");
  const wanted = query.toLowerCase().replace(/^\//, "").split(/\s+/).filter((word) => word !== "");
  const fits = (text: string) => wanted.every((word) => text.toLowerCase().includes(word));
  const keys = PAGE_KEYS.filter(({ does, keys }) => fits(`${keys} ${words.does[does]}`));
  const commands = COMMANDS.filter((command) => fits(`${usageOf(command)} ${command.help}`));
  return (
    <DialogFrame title={words.keys} isWide>
      <div class="dialog-body" tabIndex={0}>
        <TextField
          name="query"
          label={words.findKey}
          value={dialog.query ?? ""}
          isFocused
          onInput={setQuery}
        />
        {keys.length > 0 && (
          <table class="table">
            <caption>{words.keys}</caption>
            <tbody>
              {keys.map(({ does, keys }) => (
                <tr key={keys}>
                  <th scope="row">
                    <kbd>{keys}</kbd>
                  </th>
                  <td>{words.does[does]}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {commands.length > 0 && (
          <table class="table" lang="en">
            <caption lang={words.language}>{words.commands}</caption>
            <tbody>
              {commands.map((command) => (
                <tr key={command.name}>
                  <th scope="row">
                    <code>{usageOf(command)}</code>
                  </th>
                  <td>{command.help}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        {keys.length + commands.length === 0 && <p class="list-note">{words.nothingFits}</p>}
      </div>
    </DialogFrame>
  );
}
