/** The frame of every dialog: in front of everything, closed by Escape, the focus stays within. */
import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef } from "preact/hooks";
import { Icon } from "../../parts/icon.tsx";
import { useDispatch, useTexts } from "../../parts/page_context.ts";

/** A modal dialog with a title; it is closed by its button and by Escape. */
export function DialogFrame(
  { children, isWide, title }: { title: string; children: ComponentChildren; isWide?: boolean },
) {
  const texts = useTexts();
  const dispatch = useDispatch();
  const id = useId();
  const frame = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = frame.current;
    const before = document.activeElement;
    element?.showModal();
    return () => {
      element?.close();
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={frame}
      class={isWide ? "dialog dialog-wide" : "dialog"}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        dispatch({ kind: "close-dialog" });
      }}
    >
      <header class="dialog-head">
        <h2 id={id} dir="auto">{title}</h2>
        <button
          type="button"
          class="button-icon dialog-close"
          aria-label={texts.common.close}
          onClick={() => dispatch({ kind: "close-dialog" })}
        >
          <Icon name="close" />
        </button>
      </header>
      {children}
    </dialog>
  );
}
