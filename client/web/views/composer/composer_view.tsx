/** Where messages are written. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { activeBuffer } from "../../../full/state/buffers.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import { placeName } from "../../../wording/place.ts";
import { Icon } from "../../parts/icon.tsx";
import { usePage } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import { AttachButton } from "./attach_button.tsx";
import { CHOICE_LIST, choiceId, ChoiceList } from "./choice_list.tsx";
import { type Choice, completed } from "./completion.ts";
import { ComposerPurpose } from "./composer_purpose.tsx";
import { ComposerStatus } from "./composer_status.tsx";
import { pressedInComposer } from "./composer_keys.ts";
import { UploadTrays } from "./upload_trays.tsx";
import { useCompletion } from "./use_completion.ts";

/** The text, what it is for, and the button that sends it. */
export function ComposerView() {
  const { store, texts: { composer: words } } = usePage();
  const { dispatch } = store;
  const key = useSelected(({ chat }) => chat.activeKey);
  const place = useSelected(({ chat }) => activeBuffer(chat)?.place);
  const text = useSelected(({ chat }) => textOf(activeBuffer(chat)?.draft.line ?? NO_LINE));
  const purpose = useSelected(({ chat }) => activeBuffer(chat)?.draft.purpose);
  const insertion = useSelected((state) => state.insertion);
  const field = useRef<HTMLTextAreaElement>(null);
  const [cursor, setCursor] = useState(0);
  const completion = useCompletion(text, cursor);

  useLayoutEffect(() => {
    const element = field.current;
    // What was written by hand stands in the field already.
    if (element !== null && element.value !== text) element.value = text;
    fitHeight(element);
  }, [key, text]);
  useLayoutEffect(() => {
    // On a touch screen the keyboard would cover what somebody came to read.
    if (matchMedia("(hover: hover)").matches) field.current?.focus();
  }, [key]);
  useLayoutEffect(() => {
    if (purpose !== undefined && purpose.kind !== "say") field.current?.focus();
  }, [purpose]);
  useLayoutEffect(() => {
    const element = field.current;
    if (insertion === undefined || element === null) return;
    element.setRangeText(insertion.text, element.selectionStart, element.selectionEnd, "end");
    element.focus();
    written();
  }, [insertion]);

  function written() {
    const element = field.current;
    if (element === null) return;
    dispatch({ kind: "draft", bufferKey: key, text: element.value });
    setCursor(element.selectionStart);
  }

  function send() {
    written();
    dispatch({ kind: "send" });
    field.current?.focus();
  }

  function complete(choice: Choice) {
    const element = field.current;
    if (element === null || completion.word === undefined) return;
    const next = completed(element.value, completion.word, choice);
    element.value = next.text;
    element.setSelectionRange(next.cursor, next.cursor);
    written();
  }

  if (place === undefined) return null;
  const hasChoices = completion.choices.length > 0;
  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <UploadTrays bufferKey={key} />
      <ComposerStatus text={text} />
      {purpose !== undefined && <ComposerPurpose bufferKey={key} purpose={purpose} />}
      <div class="composer-row">
        {hasChoices && (
          <ChoiceList
            label={words.choices}
            choices={completion.choices}
            current={completion.current}
            onChosen={complete}
          />
        )}
        <textarea
          ref={field}
          id="composer"
          class="composer-text"
          rows={1}
          dir="auto"
          enterkeyhint="send"
          aria-label={words.label(placeName(place))}
          placeholder={words.label(placeName(place))}
          aria-autocomplete="list"
          aria-controls={hasChoices ? CHOICE_LIST : undefined}
          aria-activedescendant={hasChoices ? choiceId(completion.current) : undefined}
          onInput={written}
          onPaste={(event) => {
            const files = [...event.clipboardData?.files ?? []];
            // A table or a page that is copied is a picture as well: its text is what is meant.
            if (files.length === 0 || event.clipboardData?.getData("text/plain") !== "") return;
            event.preventDefault();
            dispatch({ kind: "offer-files", files });
          }}
          onSelect={({ currentTarget }) => setCursor(currentTarget.selectionStart)}
          onKeyDown={(event) =>
            pressedInComposer(event, { completion, complete, send, store, bufferKey: key })}
        />
        <AttachButton />
        <button
          type="button"
          class="button-icon composer-emoji"
          aria-label={words.emoji}
          title={words.emoji}
          onClick={() =>
            dispatch({
              kind: "open-dialog",
              dialog: { kind: "emoji", purpose: { kind: "write" } },
            })}
        >
          <Icon name="react" />
        </button>
        <button type="submit" class="button-main composer-send">
          <span class="composer-send-words">{words.send}</span>
          <Icon name="send" />
        </button>
      </div>
      <p class="hidden-text" role="status">
        {hasChoices ? words.choiceCount(completion.choices.length) : ""}
      </p>
    </form>
  );
}

const NO_LINE = { before: "", after: "", cut: "" };

/** As tall as its text, where the style sheet cannot say so (`field-sizing`). */
function fitHeight(element: HTMLTextAreaElement | null): void {
  if (element === null || CSS.supports("field-sizing", "content")) return;
  element.style.height = "auto";
  element.style.height = `${element.scrollHeight + 2}px`;
}
