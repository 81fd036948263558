/** Asks once more before files are sent, and what is to be said with them. */
import { useEffect, useRef, useState } from "preact/hooks";
import { safeFileName } from "../../../../../protocol/files/file_name.ts";
import { printable } from "../../../../../protocol/text/printable.ts";
import { bytesText } from "../../../../../protocol/text/bytes_text.ts";
import { sealedFileBytes } from "../../../../encryption/file_cipher.ts";
import { HeldBack } from "../../../../sealing/held_back.ts";
import { placeName } from "../../../../wording/place.ts";
import { factsOf } from "../../../files/file_facts.ts";
import { MOST_SEALED_BYTES, sealFile } from "../../../files/seal_file.ts";
import type { Sending } from "../../../files/upload_view.ts";
import { useMore } from "../../../parts/more_context.ts";
import { usePage } from "../../../parts/page_context.ts";
import { useSelected } from "../../../parts/use_selected.ts";
import { useTask } from "../../../parts/use_task.ts";
import type { Dialog } from "../../../state/dialog.ts";
import { whoIsIn } from "../../../state/who_is_in.ts";
import { DialogFrame } from "../dialog_frame.tsx";
import { Failure } from "../kit/failure.tsx";

/** The files with a field for the caption, which goes with the first of them. */
export function SendFilesDialog({ dialog }: { dialog: Extract<Dialog, { kind: "send-files" }> }) {
  const words = useMore().files;
  const { files: desk, session, store, texts } = usePage();
  const most = useSelected((state) => state.mostFileBytes) ?? 0;
  const [left, setLeft] = useState<readonly File[]>([]);
  const task = useTask();
  const files = dialog.files.filter((file) => !left.includes(file));
  const tooLarge = files.filter(({ size }) => size > most);
  const fitting = files.filter(({ size }) => size <= most);

  // Nothing is sent any more once the dialog is closed.
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);

  async function send(form: HTMLFormElement) {
    const caption = String(new FormData(form).get("caption") ?? "").trim();
    const { signal } = stop.current;
    const isDone = await task.run(async () => {
      const account = whoIsIn(store.state) ?? "";
      const standing = await session.fileStanding(dialog.place);
      if (typeof standing === "object") throw new HeldBack(standing.refused);
      const { uploads } = await desk.load();
      const contents: (Pick<Sending, "file" | "sealed">)[] = [];
      for (const file of fitting) {
        if (signal.aborted) return;
        contents.push(standing === "sealed" ? await sealed(file, signal) : { file });
      }
      if (signal.aborted) return;
      for (const [index, file] of fitting.entries()) {
        uploads.add({
          file,
          ...contents[index],
          name: nameOf(file),
          place: dialog.place,
          account,
          caption: index === 0 ? caption : "",
        });
      }
    });
    if (isDone && !signal.aborted) store.dispatch({ kind: "close-dialog" });
  }

  /** @throws {HeldBack} when it cannot be encrypted here. */
  async function sealed(
    file: File,
    signal: AbortSignal,
  ): Promise<Pick<Sending, "file" | "sealed">> {
    const name = printable(nameOf(file));
    if (file.size > MOST_SEALED_BYTES) {
      throw new HeldBack(`${name}: ${words.tooLargeToEncrypt(bytesText(MOST_SEALED_BYTES))}`);
    }
    const size = sealedFileBytes(file.size);
    if (size > most) {
      throw new HeldBack(`${name}: ${words.tooLarge(bytesText(size), bytesText(most))}`);
    }
    try {
      const { blob, sealed } = await sealFile(file, { factsOf, signal });
      return { file: blob, sealed };
    } catch (cause) {
      throw new HeldBack(`${name}: ${words.unreadable}`, { cause });
    }
  }

  return (
    <DialogFrame title={words.sendTo(placeName(dialog.place))}>
      <form
        class="dialog-body"
        onSubmit={(event) => {
          event.preventDefault();
          if (fitting.length > 0) void send(event.currentTarget);
        }}
      >
        <ul class="list" aria-label={words.chosen}>
          {files.map((file, index) => (
            <li key={`${index} ${file.name}`} class="list-row row file-chosen">
              <Thumbnail file={file} />
              <span class="row-text">
                <span dir="auto">{printable(nameOf(file))}</span>
                <span class="row-facts">
                  {file.size > most
                    ? words.tooLarge(bytesText(file.size), bytesText(most))
                    : bytesText(file.size)}
                </span>
              </span>
              <button
                type="button"
                class="button"
                aria-label={words.leaveOut(printable(nameOf(file)))}
                onClick={() =>
                  setLeft([...left, file])}
              >
                {words.leave}
              </button>
            </li>
          ))}
        </ul>
        {files.length === 0 && <p class="list-note" role="status">{words.noneChosen}</p>}
        <label for="file-caption">{words.caption}</label>
        <input
          id="file-caption"
          name="caption"
          type="text"
          dir="auto"
          autocomplete="off"
          autofocus
          maxLength={2_000}
          defaultValue={dialog.caption}
        />
        <p class="list-note" role="status">{task.isBusy ? words.preparing : ""}</p>
        <Failure text={task.failure} />
        <div class="dialog-buttons">
          <button type="button" onClick={() => store.dispatch({ kind: "close-dialog" })}>
            {texts.common.cancel}
          </button>
          <button
            type="submit"
            class="button-main"
            aria-disabled={fitting.length === 0 || task.isBusy}
          >
            {words.send(fitting.length, tooLarge.length)}
          </button>
        </div>
      </form>
    </DialogFrame>
  );
}

/** What is pasted often has no name worth one. */
function nameOf(file: File): string {
  return safeFileName(file.name);
}

function Thumbnail({ file }: { file: File }) {
  const [url, setUrl] = useState<string | undefined>();
  useEffect(() => {
    if (!/^image\/(?:png|jpeg|gif|webp|avif)$/.test(file.type)) return;
    const made = URL.createObjectURL(file);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return url === undefined ? null : <img class="file-thumbnail" src={url} alt="" />;
}
