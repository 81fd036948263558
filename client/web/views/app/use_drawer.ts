/** The panes that lie in front of the conversation where there is no room for them beside it. */
import { useLayoutEffect } from "preact/hooks";
import { useDispatch } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import type { PageState } from "../../state/page_state.ts";

type Pane = NonNullable<PageState["drawer"]>;

/** From which width on a pane has a place of its own; the style sheet has the same. */
const WIDE_ENOUGH: Readonly<Record<Pane, string>> = {
  rooms: "(min-width: 700px)",
  people: "(min-width: 1000px)",
};

/** Which drawer is open, and how it is closed: by Escape, by a touch beside it, by its button. */
export interface Drawer {
  readonly open: Pane | undefined;
  readonly close: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
}

/** The focus goes into the drawer that opens, and back to its button when it closes. */
export function useDrawer(): Drawer {
  const dispatch = useDispatch();
  const open = useSelected((state) => state.drawer);
  const close = () => dispatch({ kind: "drawer", open: undefined });
  useLayoutEffect(() => {
    if (open === undefined) return;
    const wide = matchMedia(WIDE_ENOUGH[open]);
    if (wide.matches) return close(); // it stands there anyway
    wide.addEventListener("change", close);
    focus(`.${open} .drawer-close`);
    return () => {
      wide.removeEventListener("change", close);
      // Whoever went to another place by it has the focus there already.
      const { activeElement } = document;
      if (activeElement?.closest(`.${open}`) instanceof Element || hasNoFocus()) {
        focus(`.drawer-button-${open}`);
      }
    };
  }, [open]);
  return {
    open,
    close,
    onKeyDown: (event) => {
      if (event.key !== "Escape" || open === undefined || event.defaultPrevented) return;
      event.preventDefault();
      close();
    },
  };
}

function focus(selector: string): void {
  document.querySelector<HTMLElement>(selector)?.focus();
}

function hasNoFocus(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
