// While one reads a sheet: whoever speaks in a small window of the browser's. Not there where the browser has none.
import { useMedia } from "../../../media/media_context";
import { Button } from "../../../parts/button";
import { useWords } from "../../../words/words";
import { PictureInPictureIcon } from "../icons";

export function SpeakerWindowTool() {
  const { speakerWindow } = useMedia();
  const words = useWords().devices;
  if (!speakerWindow) return null;
  const { isOpen, toggle } = speakerWindow;
  return (
    <div className="speaker-window-line">
      <Button icon={PictureInPictureIcon} onPress={() => { void toggle(); }}>
        {isOpen ? words.speakerWindowClose : words.speakerWindow}
      </Button>
      {!isOpen && <p className="note">{words.speakerWindowHint}</p>}
    </div>
  );
}
