/** The files that are on their way from here: how far they are, and what can be done with them. */
import { useEffect, useRef, useState } from "preact/hooks";
import { printable } from "../../../../../protocol/text/printable.ts";
import { bufferKey as keyOf } from "../../../../full/state/buffers.ts";
import { bytesText } from "../../../../../protocol/text/bytes_text.ts";
import { FileUnreadable } from "../../../files/upload.ts";
import { PerhapsSaid, StandsOtherwise } from "../../../files/say_file.ts";
import type { Uploads } from "../../../files/uploads.ts";
import type { UploadView } from "../../../files/upload_view.ts";
import { failureText } from "../../../parts/failure.ts";
import { Icon } from "../../../parts/icon.tsx";
import { useMore } from "../../../parts/more_context.ts";
import { useDispatch, useTexts } from "../../../parts/page_context.ts";
import { SERVER_ID } from "../../../state/page_state.ts";

/** Those of one place; nothing when there are none. */
export function UploadTray({ bufferKey, uploads }: { uploads: Uploads; bufferKey: string }) {
  const words = useMore().files;
  const [, render] = useState(0);
  useEffect(() => uploads.subscribe(() => render((count) => count + 1)), [uploads]);
  const views = uploads.views.filter(({ place }) => keyOf(SERVER_ID, place) === bufferKey);
  if (views.length === 0) return null;
  return (
    <ul class="uploads" aria-label={words.sending}>
      {views.map((view) => <UploadRow key={view.key} view={view} uploads={uploads} />)}
    </ul>
  );
}

function UploadRow({ uploads, view }: { view: UploadView; uploads: Uploads }) {
  const more = useMore();
  const words = more.files;
  const texts = useTexts();
  const dispatch = useDispatch();
  const { key, sent, size, state } = view;
  const name = printable(view.name);
  const isHeld = state === "paused" || state === "failed";
  const field = useRef<HTMLInputElement>(null);
  return (
    <li class="upload" data-state={state}>
      <span class="upload-name" dir="auto">{name}</span>
      <progress max={Math.max(size, 1)} value={size === 0 ? 1 : sent} aria-label={name} />
      <span
        class="upload-state"
        role={state === "failed" || state === "missing" ? "alert" : undefined}
      >
        {stateText(view)}
      </span>
      {state !== "saying" && (
        <>
          {state === "missing" && (
            <input
              ref={field}
              type="file"
              hidden
              onChange={({ currentTarget: { files } }) => {
                const [file] = files ?? [];
                if (file === undefined) return;
                const anew = uploads.supply(key, file);
                if (anew === undefined) return;
                const { caption, place } = anew;
                dispatch({
                  kind: "open-dialog",
                  dialog: { kind: "send-files", place, files: [file], caption },
                });
              }}
            />
          )}
          <button
            type="button"
            class="button-link"
            onClick={act}
            aria-label={`${actionWord()}: ${name}`}
          >
            {actionWord()}
          </button>
          <button
            type="button"
            class="button-icon"
            aria-label={words.cancel(name)}
            title={words.cancel(name)}
            onClick={() => uploads.cancel(key)}
          >
            <Icon name="close" />
          </button>
        </>
      )}
    </li>
  );

  function act(): void {
    if (state === "missing") field.current?.click();
    else if (isHeld) uploads.resume(key);
    else uploads.pause(key);
  }

  function actionWord(): string {
    if (state === "missing") return words.chooseAgain;
    return state === "failed" ? texts.common.tryAgain : isHeld ? words.goOn : words.pause;
  }

  function stateText({ error, isServerFull, rate, sent, size, state }: UploadView): string {
    const share = words.share(bytesText(sent), bytesText(size));
    switch (state) {
      case "queued":
        return words.queued;
      case "waiting":
        return isServerFull ? words.serverFull : words.waiting;
      case "paused":
        return words.paused(share);
      case "saying":
        return words.saying;
      case "missing":
        return error instanceof FileUnreadable ? words.unreadable : words.missing;
      case "failed":
        if (error instanceof PerhapsSaid) return words.perhapsSaid;
        if (error instanceof StandsOtherwise) return more.keys.noFiles;
        return failureText(error, texts) ?? texts.common.unexpected;
      case "sending":
        return rate === undefined || rate <= 0
          ? share
          : words.rate(share, `${bytesText(Math.round(rate))}/s`, secondsLeft(rate));
    }
  }

  function secondsLeft(rate: number): string {
    const seconds = Math.ceil((size - sent) / rate);
    return seconds < 120 ? words.seconds(seconds) : words.minutes(Math.ceil(seconds / 60));
  }
}
