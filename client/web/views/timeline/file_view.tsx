/** The file of a message: shown where that is safe, and always there to be saved. */
import { useEffect, useState } from "preact/hooks";
import type { SharedFile } from "../../../../protocol/files/shared_file.ts";
import { bytesText } from "../../../../protocol/text/bytes_text.ts";
import { fileUrl, showingOf, shownSize } from "../../files/file_url.ts";
import { Icon } from "../../parts/icon.tsx";
import { usePage } from "../../parts/page_context.ts";

/** How it stands: not known to be anything else than there, gone for ever, or not to be had just now. */
type Standing = "there" | "gone" | "unreachable";

/** What a file shows. */
export interface FileViewProperties {
  readonly id: number;
  /** Its name was made safe when it came. */
  readonly file: SharedFile;
  readonly caption: string;
  /** Whether Tab comes here. */
  readonly isReached: boolean;
}

/** The picture, the sound or the film; below it name and size, with which it is saved. */
export function FileView({ caption, file, id, isReached }: FileViewProperties) {
  const { texts: { common, files: words } } = usePage();
  const [standing, setStanding] = useState<Standing>("there");
  const [attempt, setAttempt] = useState(0);
  const url = fileUrl(id, file.name);
  const tabIndex = isReached ? 0 : -1;
  const lost = () => void standingOf(url).then((now) => setStanding(now));
  const again = () => {
    setStanding("there");
    setAttempt(attempt + 1);
  };
  return (
    <div class="file" key={attempt}>
      {standing === "there" && (
        <Shown
          url={url}
          file={file}
          alt={caption === "" ? file.name : caption}
          tabIndex={tabIndex}
          onError={lost}
        />
      )}
      <p class="file-line">
        <Icon name="file" />
        {standing === "gone"
          ? <span class="file-gone" dir="auto">{words.gone(file.name)}</span>
          : (
            <a
              class="file-name"
              dir="auto"
              href={`${url}?download`}
              download={file.name}
              tabIndex={tabIndex}
              aria-label={words.save(file.name, bytesText(file.size))}
            >
              {file.name}
            </a>
          )}
        <span class="file-size">{bytesText(file.size)}</span>
        {standing === "unreachable" && (
          <>
            <span role="status">{words.unreachable}</span>
            <button type="button" class="button-link" tabIndex={tabIndex} onClick={again}>
              {common.tryAgain}
            </button>
          </>
        )}
      </p>
    </div>
  );
}

function Shown(
  { alt, file, onError, tabIndex, url }: {
    url: string;
    file: SharedFile;
    alt: string;
    tabIndex: number;
    onError: () => void;
  },
) {
  const { width, height } = shownSize(file);
  const style = useShownStyle(file);
  switch (showingOf(file.type)) {
    case "image":
      return (
        <a class="file-shown" href={url} target="_blank" rel="noopener" tabIndex={tabIndex}>
          <img
            src={url}
            alt={alt}
            width={width}
            height={height}
            style={style}
            loading="lazy"
            decoding="async"
            onError={onError}
          />
        </a>
      );
    case "video":
      return (
        <video
          class="file-shown"
          src={url}
          controls
          preload="none"
          aria-label={alt}
          tabIndex={tabIndex}
          style={style}
          onError={onError}
        />
      );
    case "audio":
      return (
        <audio
          class="file-sound"
          src={url}
          controls
          preload="none"
          aria-label={alt}
          tabIndex={tabIndex}
          onError={onError}
        />
      );
    case "none":
      return null;
  }
}

/** The room that something takes, with its preview behind it; the same before and after that is there. */
export function useShownStyle(file: SharedFile) {
  const { width, height } = shownSize(file);
  const background = usePreview(file.preview);
  return {
    width: `${width}px`,
    aspectRatio: `${width} / ${height}`,
    ...(background === undefined ? {} : { backgroundImage: `url("${background}")` }),
  };
}

/** What stands there until the image is; it is made of a few bytes by what is loaded with the first file. */
function usePreview(preview: string | undefined): string | undefined {
  const { files } = usePage();
  const [url, setUrl] = useState<string | undefined>();
  useEffect(() => {
    if (preview === undefined) return;
    let isWanted = true;
    files.load().then(
      ({ previewUrl }) => isWanted && setUrl(previewUrl(preview)),
      () => {}, // the image itself says more
    );
    return () => {
      isWanted = false;
    };
  }, [preview]);
  return url;
}

/** Whether the file is not there any more, or only not now. */
async function standingOf(url: string): Promise<Standing> {
  try {
    const { ok, status } = await fetch(url, { method: "HEAD", cache: "no-store" });
    return ok || status !== 404 ? "unreachable" : "gone";
  } catch {
    return "unreachable";
  }
}
