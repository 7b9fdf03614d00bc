// While one reads a sheet: whoever speaks in a small window of the browser's. Not there where the browser has none.
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { useWords } from "../../../words/words";
import { PictureInPictureIcon } from "../icons";

/** In the panel, with what it is for. */
export function SpeakerWindowLine() {
  const { speakerWindow } = useMedia();
  const words = useWords().devices;
  if (!speakerWindow) return null;
  return (
    <div className="speaker-window-line">
      <SpeakerWindowTool />
      {!speakerWindow.isOpen && <p className="note">{words.speakerWindowHint}</p>}
    </div>
  );
}

interface SpeakerWindowToolProps {
  kind?: "quiet" | "plain";
  /** There is no room for its word. */
  onlyIcon?: boolean;
}

export function SpeakerWindowTool({ kind = "quiet", onlyIcon = false }: SpeakerWindowToolProps) {
  const { speakerWindow } = useMedia();
  const words = useWords().devices;
  if (!speakerWindow) return null;
  const word = speakerWindow.isOpen ? words.speakerWindowClose : words.speakerWindow;
  const press = { icon: PictureInPictureIcon, onPress: () => { void speakerWindow.toggle(); } };
  return onlyIcon ? <Button kind={kind} aria-label={word} {...press} /> : <Button kind={kind} {...press}>{word}</Button>;
}
