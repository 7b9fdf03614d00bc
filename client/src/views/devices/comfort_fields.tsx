// Blur, the sound of the own voice, and saving data: in the green room and in the room's settings. Each acts at once.
import type { MicrophoneSound } from "../../media/comfort";
import { useMedia } from "../../media/media_context";
import { Choice, Switch } from "../../parts/fields";
import { useWords } from "../../words/words";

const SOUNDS: readonly MicrophoneSound[] = ["voice", "quiet", "original"];

export function BlurField() {
  const { comfort } = useMedia();
  const words = useWords().devices;
  if (!comfort.canBlur) return <p className="note">{words.blurCannot}</p>;
  return <Switch label={words.blur} hint={words.blurHint} isOn={comfort.blur} onChange={comfort.setBlur} />;
}

export function SoundField() {
  const { comfort } = useMedia();
  const words = useWords().devices;
  return (
    <div>
      <Choice
        label={words.sound}
        options={SOUNDS.map((sound) => [sound, words.sounds[sound]] as const)}
        value={comfort.sound}
        onChange={comfort.setSound}
        hint={words.soundHints[comfort.sound]}
      />
      {comfort.quietFailed && (
        <p className="note" role="status">
          {words.quietFailed}
        </p>
      )}
    </div>
  );
}

export function DataField() {
  const { comfort } = useMedia();
  const words = useWords().devices;
  return (
    <Switch
      label={words.dataSaver}
      hint={words.dataSaverHint}
      isOn={comfort.dataSaver}
      onChange={comfort.setDataSaver}
    />
  );
}
