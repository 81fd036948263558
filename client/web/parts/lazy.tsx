/** Components that are loaded when they are shown for the first time. */
import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useDispatch } from "./page_context.ts";

/** A dialog from a file of its own; when that cannot be had, it is closed and the page says so. */
export function lazyDialog<Properties extends object>(
  load: () => Promise<FunctionComponent<Properties>>,
): FunctionComponent<Properties> {
  return function Lazy(properties: Properties) {
    const dispatch = useDispatch();
    const [loaded, setLoaded] = useState<{ Show: FunctionComponent<Properties> } | undefined>();
    useEffect(() => {
      let isGone = false;
      load().then((Show) => {
        if (!isGone) setLoaded({ Show });
      }, () => {
        if (isGone) return;
        dispatch({ kind: "close-dialog" });
        dispatch({ kind: "notice", notice: "cannot-load" });
      });
      return () => {
        isGone = true;
      };
    }, []);
    return loaded === undefined ? null : <loaded.Show {...properties} />;
  };
}
