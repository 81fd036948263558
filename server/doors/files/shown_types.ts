/** How a file is handed to a browser: what may be shown in a page, and what is only saved. */

/** Nothing that a browser runs: no HTML, no SVG, no PDF. */
const SHOWN: ReadonlySet<string> = new Set([
  "audio/mp4",
  "audio/mpeg",
  "audio/ogg",
  "audio/wav",
  "audio/webm",
  "audio/x-wav",
  "image/avif",
  "image/gif",
  "image/jpeg",
  "image/png",
  "image/webp",
  "video/mp4",
  "video/ogg",
  "video/webm",
]);

/** The header fields that say so; `isSaved` is for whoever wants to save it whatever it is. */
export function dispositionOf(
  { name, type }: { name: string; type: string },
  isSaved: boolean,
): Record<string, string> {
  const isShown = SHOWN.has(type) && !isSaved;
  return {
    "Content-Type": SHOWN.has(type) ? type : "application/octet-stream",
    // Whatever is in it is nobody's page: no script, no form, no origin.
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Content-Disposition": `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${
      encoded(name)
    }`,
  };
}

/** As RFC 8187 wants it: whatever is no letter, digit or one of a few marks is encoded. */
function encoded(name: string): string {
  return encodeURIComponent(name.toWellFormed()).replace(
    /['()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
