/** Shows the dialogs, one on the other. */
import { useEffect, useState } from "preact/hooks";
import { useTexts } from "../../parts/page_context.ts";
import { useSelected } from "../../parts/use_selected.ts";
import type { Dialog } from "../../state/dialog.ts";
import { DialogFiles, LazyDialogView } from "./lazy_dialogs.tsx";

/** So long after the first messages is loaded what keys open: they come first. */
const PRELOAD_PAUSE_MS = 3_000;

/** All that are open; those below keep what stands in them. */
export function DialogHost() {
  const { language } = useTexts().common;
  const dialogs = useSelected(({ dialogs }) => dialogs);
  const [files] = useState(() => new DialogFiles());
  useEffect(() => {
    const timer = setTimeout(() => void files.preload(language), PRELOAD_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [language]);
  return (
    <>
      {dialogs.map((dialog, depth) => (
        <LazyDialogView key={keyOf(dialog, depth)} dialog={dialog} files={files} />
      ))}
    </>
  );
}

function keyOf(dialog: Dialog, depth: number): string {
  return dialog.kind === "question" ? `question ${dialog.ticket}` : `${dialog.kind} ${depth}`;
}
