/** Where the focus is when what had it is not there any more. */
import type { RefObject } from "preact";
import { useLayoutEffect } from "preact/hooks";

/**
 * What goes away while it has the focus, as a button that has done its work, hands it to the part of the
 * dialog around it: otherwise it would be behind the dialog, and nothing be read out.
 */
export function useHandedOnFocus(element: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => () => {
    const leaving = element.current;
    if (leaving?.contains(document.activeElement) !== true) return;
    leaving.parentElement?.closest<HTMLElement>("[role=tabpanel], dialog")?.focus();
  }, []);
}
