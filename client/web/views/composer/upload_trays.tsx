/** The files on their way from the open place: nothing of it is loaded before there is one. */
import { useEffect, useState } from "preact/hooks";
import { MoreContext } from "../../parts/more_context.ts";
import { usePage } from "../../parts/page_context.ts";
import type { MoreTexts } from "../../texts/more_en.ts";
import { moreTextsFor } from "../../texts/more.ts";

/** The tray, as soon as there is something that could be in it. */
export function UploadTrays({ bufferKey }: { bufferKey: string }) {
  const { files, texts: { common: { language } } } = usePage();
  const [part, setPart] = useState(files.part);
  const [more, setMore] = useState<MoreTexts | undefined>();
  useEffect(() => files.subscribe(() => setPart(files.part)), [files]);
  useEffect(() => {
    if (part !== undefined) moreTextsFor(language).then(setMore, () => {}); // the dialog had them
  }, [part, language]);
  if (part === undefined || more === undefined) return null;
  return (
    <MoreContext.Provider value={more}>
      <part.UploadTray uploads={part.uploads} bufferKey={bufferKey} />
    </MoreContext.Provider>
  );
}
