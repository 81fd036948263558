/** All that has to do with files and is loaded with the first of them. */
import { systemClock } from "../../../../base/clock.ts";
import { factsOf, previewUrl } from "../../../files/file_facts.ts";
import type { FilePart } from "../../../files/file_desk.ts";
import { saveSealed } from "../../../files/save_sealed.ts";
import { Uploads, type UploadsOptions } from "../../../files/uploads.ts";
import { randomId } from "../../../net/random_id.ts";
import { FilesDialog } from "./files_dialog.tsx";
import { SendFilesDialog } from "./send_files_dialog.tsx";
import { UploadTray } from "./upload_tray.tsx";

/** The dialogs by their kinds. */
export const FILE_DIALOGS = { "files": FilesDialog, "send-files": SendFilesDialog };

/** What is there as long as the page is; `say` sends a message. */
export function filePart(
  { say, standing }: Pick<UploadsOptions, "say" | "standing">,
  keeping: NonNullable<UploadsOptions["keeping"]>,
): FilePart {
  const uploads = new Uploads({
    fetch: (path, init) => fetch(path, init),
    clock: systemClock,
    timeMs: Date.now,
    random: Math.random,
    newNonce: randomId,
    factsOf,
    say,
    standing,
    keeping,
  });
  return { uploads, UploadTray, previewUrl, saveSealed };
}
