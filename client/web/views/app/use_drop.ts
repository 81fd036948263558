/** Files that are dragged onto the conversation. */
import { useMemo, useState } from "preact/hooks";
import { usePage } from "../../parts/page_context.ts";

/** Whether files are over the conversation, and what has to listen for that. */
export interface Drop {
  readonly isOver: boolean;
  readonly listeners: {
    readonly onDragEnter: (event: DragEvent) => void;
    readonly onDragOver: (event: DragEvent) => void;
    readonly onDragLeave: (event: DragEvent) => void;
    readonly onDrop: (event: DragEvent) => void;
  };
}

/** Offers what is let go of; anything else than files goes its own way. */
export function useDrop(): Drop {
  const { store } = usePage();
  const [isOver, setOver] = useState(false);
  const listeners = useMemo(() => {
    const isTaken = ({ dataTransfer }: DragEvent) =>
      store.state.mostFileBytes !== undefined && dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!isTaken(event)) return;
      event.preventDefault();
      setOver(true);
    };
    return {
      onDragEnter: over,
      onDragOver: over,
      onDragLeave: ({ currentTarget, relatedTarget }: DragEvent) => {
        const isWithin = currentTarget instanceof Node && relatedTarget instanceof Node &&
          currentTarget.contains(relatedTarget);
        if (!isWithin) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!isTaken(event)) return;
        event.preventDefault();
        setOver(false);
        store.dispatch({ kind: "offer-files", files: [...event.dataTransfer?.files ?? []] });
      },
    };
  }, [store]);
  return { isOver, listeners };
}
