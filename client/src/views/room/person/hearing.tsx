// How this person hears that one: on or off, and how loud. For oneself alone, and for this visit.
import { Label, Slider, SliderOutput, SliderThumb, SliderTrack } from "react-aria-components";
import { useMedia } from "../../../media/media_context";
import { Switch } from "../../../parts/fields";
import type { Seat } from "../../../protocol";
import { useWords } from "../../../words/words";

const FULL = 100;
/** The slider never silences: that is the switch's, which says so. */
const LEAST = 10;

export function Hearing({ seat }: { seat: Seat }) {
  const { comfort } = useMedia();
  const words = useWords().room.person;
  const volume = comfort.volumeOf(seat.seat_id);
  const set = (next: number) => { comfort.setVolume(seat.seat_id, next); };
  return (
    <div className="hearing">
      <Switch label={words.hear(seat.name)} hint={words.hearHint} isOn={volume > 0} onChange={(on) => { set(on ? FULL : 0); }} />
      {volume > 0 && comfort.canSetVolume && (
        <Slider className="volume" minValue={LEAST} maxValue={FULL} step={10} value={volume} onChange={set}>
          <div className="volume-line"><Label className="sub">{words.volume(seat.name)}</Label><SliderOutput className="number" /></div>
          <SliderTrack className="slider-track"><SliderThumb className="thumb" /></SliderTrack>
        </Slider>
      )}
    </div>
  );
}
