// A shared screen with the people beside it, or below it on a phone. Help signals never lie here.
import { useState } from "react";
import { Picture } from "../../../media/picture";
import { Button } from "../../../parts/button";
import { Sign } from "../../../parts/slip";
import type { Reaction, SeatId } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords } from "../../../words/words";
import { MagnifyingGlassMinusIcon, MagnifyingGlassPlusIcon, MonitorArrowUpIcon } from "../icons";
import { useOwnDevices } from "../own_devices";
import { nameOf, seatsInOrder } from "../seat_facts";
import { Seats } from "./gallery";

interface SharedScreenProps {
  sharer: SeatId;
  reactions: ReadonlyMap<SeatId, Reaction>;
}

export function SharedScreen({ sharer, reactions }: SharedScreenProps) {
  const { state, me } = useSession();
  const words = useWords().room.share;
  const [large, setLarge] = useState(false);
  const own = sharer === me;
  const name = nameOf(state, sharer);
  return (
    <div className="shared" data-large={large || undefined}>
      <figure className="slide" aria-label={words.picture(name)}>
        <div className="frame">{own ? <OwnScreen /> : <Picture seat={sharer} source="screen" priority={4} fit="contain" />}</div>
        <figcaption className="front-caption">
          <Sign icon={MonitorArrowUpIcon} tone="on">{own ? words.youShare : words.sharing(name)}</Sign>
          {!own && (
            <Button icon={large ? MagnifyingGlassMinusIcon : MagnifyingGlassPlusIcon} onPress={() => { setLarge(!large); }}>
              {large ? words.smaller : words.larger}
            </Button>
          )}
        </figcaption>
      </figure>
      {!large && <Seats seats={seatsInOrder(state)} className="rail" reactions={reactions} />}
    </div>
  );
}

/** One's own screen is not shown again inside itself. */
function OwnScreen() {
  const words = useWords().room.share;
  const { toggleScreen } = useOwnDevices();
  return (
    <div className="own-screen">
      <p className="voice">{words.youShare}</p>
      <Button kind="grave" onPress={toggleScreen}>{words.stop}</Button>
    </div>
  );
}
