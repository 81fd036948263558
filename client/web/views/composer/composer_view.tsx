/** Where messages are written. */
import { useLayoutEffect, useRef } from "preact/hooks";
import { printable } from "../../../../protocol/text/printable.ts";
import { activeBuffer } from "../../../full/state/buffers.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import { placeName } from "../../../wording/place.ts";
import { Icon } from "../../parts/icon.tsx";
import { useDispatch, useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";

/** `@bob …` goes to bob alone, in every client. */
const PRIVATE = /^@([\p{L}\p{N}_-]+)[:,]?\s/u;

/** The text, what it is for, and the button that sends it. */
export function ComposerView() {
  const texts = useTexts();
  const words = texts.composer;
  const dispatch = useDispatch();
  const key = useSelected(({ chat }) => chat.activeKey);
  const place = useSelected(({ chat }) => activeBuffer(chat)?.place);
  const line = useSelected(({ chat }) => activeBuffer(chat)?.draft.line);
  const purpose = useSelected(({ chat }) => activeBuffer(chat)?.draft.purpose);
  const notice = useSelected((state) => state.notice);
  const hint = useSelected(({ chat }) => chat.hint);
  const typing = useSelected(({ chat }) => activeBuffer(chat)?.typing);
  const field = useRef<HTMLTextAreaElement>(null);
  const text = line === undefined ? "" : textOf(line);
  // Written by hand, it stands in the field already.
  useLayoutEffect(() => {
    const element = field.current;
    if (element !== null && element.value !== text) element.value = text;
  }, [key, text]);
  // On a phone the focus brings up a keyboard, over what the reader came for.
  useLayoutEffect(() => {
    if (!matchMedia("(pointer: coarse)").matches) field.current?.focus();
  }, [key]);
  const directed = PRIVATE.exec(text)?.[1];
  const said = notice !== undefined ? texts.common.notices[notice] : hint ?? "";

  function written(value: string) {
    dispatch({ kind: "draft", bufferKey: key, text: value });
  }

  function pressed(event: KeyboardEvent & { currentTarget: HTMLTextAreaElement }) {
    // While something is being composed (IME), Enter belongs to that.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send(event.currentTarget.value);
  }

  function send(value: string) {
    written(value);
    dispatch({ kind: "send" });
    field.current?.focus();
  }

  if (place === undefined) return null;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send(field.current?.value ?? "");
      }}
    >
      <p class="composer-status" role="status">
        {said !== ""
          ? said
          : directed !== undefined
          ? words.privately(printable(directed))
          : typing !== undefined && typing.length > 0
          ? texts.timeline.typing(typing.map(({ username }) => printable(username)))
          : ""}
      </p>
      {purpose !== undefined && purpose.kind !== "say" && (
        <p class="composer-purpose">
          {purpose.kind === "edit" ? words.editing : words.replyTo(printable(purpose.message.from))}
          <button
            type="button"
            class="button-link"
            onClick={() =>
              dispatch({
                kind: "draft",
                bufferKey: key,
                text: purpose.kind === "edit" ? "" : text,
                purpose: { kind: "say" },
              })}
          >
            {words.stop}
          </button>
        </p>
      )}
      <div class="composer-row">
        <textarea
          ref={field}
          id="composer"
          class="composer-text"
          rows={1}
          dir="auto"
          aria-label={words.label(placeName(place))}
          placeholder={words.label(placeName(place))}
          onInput={({ currentTarget }) => written(currentTarget.value)}
          onKeyDown={pressed}
        />
        <button type="submit" class="button-main composer-send">
          <span class="composer-send-words">{words.send}</span>
          <Icon name="send" />
        </button>
      </div>
    </form>
  );
}
