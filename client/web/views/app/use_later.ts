/** What need not be in the first frame. */
import { useEffect, useState } from "preact/hooks";

/** False at first, true in a task of its own after what is most wanted has been shown. */
export function useLater(): boolean {
  const [isLater, setLater] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLater(true));
    return () => clearTimeout(timer);
  }, []);
  return isLater;
}
