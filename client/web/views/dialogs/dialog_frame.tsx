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
      if (before instanceof HTMLElement && isLasting(before)) before.focus();
      // What opened it is gone: nobody wants to begin anew at the top of the page.
      const now = document.activeElement;
      const isSomewhere = now instanceof HTMLElement && now !== document.body &&
        element?.contains(now) !== true && isLasting(now);
      if (!isSomewhere && matchMedia("(hover: hover)").matches) {
        document.getElementById("composer")?.focus();
      }
    };
  }, []);
  return (
    <dialog
      ref={frame}
      tabIndex={-1}
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

/** Whether it stays: not a button that is there only as long as the pointer is on its message. */
function isLasting(element: HTMLElement): boolean {
  return element.isConnected && element.closest("[data-passing=true]") === null;
}
