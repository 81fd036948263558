/** Puts a text into the clipboard; where the browser does not let it, it says so. */
import { useState } from "preact/hooks";
import { useMore } from "../../../parts/more_context.ts";

/** A button that says what has become of it. */
export function CopyButton({ text }: { text: string }) {
  const words = useMore().settings;
  const [said, setSaid] = useState("");
  async function copy() {
    try {
      // Pages without encryption have no clipboard.
      await navigator.clipboard.writeText(text);
      setSaid(words.copied);
    } catch {
      setSaid(words.notCopied);
    }
  }
  return (
    <span class="action">
      <button type="button" class="button" onClick={() => void copy()}>{words.copy}</button>
      <span role="status">{said}</span>
    </span>
  );
}
