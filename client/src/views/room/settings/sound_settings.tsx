// The short sounds: each can be heard once here and turned off. Staff and members have their own.
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from "react-aria-components";
import { Button } from "../../../parts/button";
import { Switch } from "../../../parts/fields";
import { SpeakerHighIcon } from "../../../parts/icons";
import { useWords } from "../../../words/words";
import { useChoices, type SoundName } from "../remembered";
import { useRoom } from "../room_context";
import { playSound } from "../sounds/sounds";

const FOR_STAFF: readonly SoundName[] = ["knock", "hand", "help", "turn"];
const FOR_MEMBERS: readonly SoundName[] = ["turn"];

export function SoundSettings() {
  const { staff } = useRoom();
  const [{ sounds, volume }, choose] = useChoices();
  const words = useWords().room.settings;
  return (
    <section>
      <h3>{words.sounds}</h3>
      {(staff ? FOR_STAFF : FOR_MEMBERS).map((name) => (
        <div key={name} className="sound-row">
          <Switch label={words.soundNames[name]} isOn={sounds[name]} onChange={(on) => { choose({ sounds: { ...sounds, [name]: on } }); }} />
          <Button kind="plain" icon={SpeakerHighIcon} aria-label={words.playSound(words.soundNames[name])} onPress={() => { playSound(name, volume); }} />
        </div>
      ))}
      <Slider className="volume" minValue={0} maxValue={100} step={10} value={volume} onChange={(value) => { choose({ volume: value }); }}>
        <div className="volume-line"><Label className="sub">{words.volume}</Label><SliderOutput className="number" /></div>
        <SliderTrack className="slider-track"><SliderThumb className="thumb" /></SliderTrack>
      </Slider>
    </section>
  );
}
