/** Shows a part of the state, and again when that part has changed: once a frame at the most. */
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { PageState } from "../state/page_state.ts";
import { usePage } from "./page_context.ts";

/** What `select` finds in the state; it must find the same object as long as nothing has changed. */
export function useSelected<Part>(select: (state: PageState) => Part): Part {
  const { store } = usePage();
  const [, render] = useState(0);
  const part = select(store.state);
  const shown = useRef({ part, select });
  shown.current = { part, select };
  useLayoutEffect(() => {
    const look = () => {
      const { part, select } = shown.current;
      if (!Object.is(select(store.state), part)) render((count) => count + 1);
    };
    const stop = store.follow(look);
    // What has changed since it was shown first.
    look();
    return stop;
  }, [store]);
  return part;
}
