/** A QR code as a drawing: dark on light in every theme, because cameras want it so. */
import { useEffect, useState } from "preact/hooks";
import { qrPath } from "./qr_path.ts";

/** The code of `text`; nothing until it is made. */
export function QrCode({ label, text }: { text: string; label: string }) {
  const [modules, setModules] = useState<readonly (readonly boolean[])[]>([]);
  useEffect(() => {
    let isWanted = true;
    void import("uqr").then(({ encode }) => {
      if (isWanted) setModules(encode(text, { ecc: "M", border: 4 }).data);
    });
    return () => {
      isWanted = false;
    };
  }, [text]);
  const size = modules.length;
  if (size === 0) return null;
  return (
    <svg class="qr-code" role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`}>
      <rect width={size} height={size} fill="#ffffff" />
      <path d={qrPath(modules)} fill="#000000" shape-rendering="crispEdges" />
    </svg>
  );
}
