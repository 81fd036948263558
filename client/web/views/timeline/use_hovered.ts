/** Which message the pointer is on. */
import { useMemo, useState } from "preact/hooks";

/** The message under the pointer, and what has to listen for that. */
export interface Hovered {
  readonly id: number | undefined;
  readonly listeners: {
    readonly onPointerMove: (event: PointerEvent) => void;
    readonly onPointerLeave: () => void;
  };
}

/** Follows a pointer that can hover; a finger chooses a message by touching it. */
export function useHovered(): Hovered {
  const [id, setId] = useState<number | undefined>(undefined);
  const listeners = useMemo(() => ({
    // The messages move when new ones come, and tell so (`pointerover`) with each: whoever holds the
    // pointer still has chosen none of them.
    onPointerMove: ({ pointerType, target }: PointerEvent) => {
      if (pointerType === "touch" || !(target instanceof Element)) return;
      const row = target.closest<HTMLElement>("[data-message]");
      // Between two messages, and on what hangs over them, nothing changes.
      if (row !== null) setId(Number(row.dataset["message"]));
    },
    onPointerLeave: () => setId(undefined),
  }), []);
  return { id, listeners };
}
