/** The file of an encrypted message: it is opened in this page when somebody saves it. */
import { useState } from "preact/hooks";
import { bytesText } from "../../../../protocol/text/bytes_text.ts";
import { fileUrl } from "../../files/file_url.ts";
import type { SavedSealed } from "../../files/save_sealed.ts";
import { Icon } from "../../parts/icon.tsx";
import { usePage } from "../../parts/page_context.ts";
import { type FileViewProperties, useShownStyle } from "./file_view.tsx";

/** The preview in the message, name and size, with which it is saved; how that stands behind them. */
export function SealedFileView({ file, id, isReached }: FileViewProperties) {
  const { files, session, texts: { files: words } } = usePage();
  const [standing, setStanding] = useState<SavedSealed | "opening" | undefined>();
  const style = useShownStyle(file);
  const save = async () => {
    setStanding("opening");
    try {
      const [{ saveSealed }, secret] = await Promise.all([files.load(), session.sealedFile(id)]);
      setStanding(
        secret === undefined
          ? "unreachable"
          : await saveSealed(fileUrl(id, file.name), { ...secret, name: file.name }),
      );
    } catch {
      setStanding("unreachable");
    }
  };
  return (
    <div class="file">
      {file.preview !== undefined && <div class="file-shown" style={style} />}
      <p class="file-line">
        <Icon name="file" />
        <button
          type="button"
          class="file-name button-link"
          dir="auto"
          tabIndex={isReached ? 0 : -1}
          disabled={standing === "opening"}
          aria-label={words.save(file.name, bytesText(file.size))}
          onClick={() => void save()}
        >
          {file.name}
        </button>
        <span class="file-size">{bytesText(file.size)}</span>
        <span role="status">{standing === undefined ? "" : textOf(standing)}</span>
      </p>
    </div>
  );

  function textOf(standing: SavedSealed | "opening"): string {
    switch (standing) {
      case "opening":
        return words.opening;
      case "damaged":
        return words.damaged;
      case "too-large":
        return words.tooLarge;
      case "gone":
        return words.gone(file.name);
      case "unreachable":
        return words.unreachable;
      case "saved":
        return "";
    }
  }
}
