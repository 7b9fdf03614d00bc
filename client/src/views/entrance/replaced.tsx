// This seat goes on elsewhere; this window is silent.
import { useEffect, useEffectEvent } from "react";
import { useMedia } from "../../media/media_context";
import { Button } from "../../parts/button";
import { CalmPage } from "../../parts/calm";
import { useSession } from "../../session_context";
import { useWords } from "../../words/words";

export function Replaced({ onTake }: { onTake: () => void }) {
  const { entrance, parts } = useWords();
  const { settings } = useSession().state;
  const media = useMedia();
  const silence = useEffectEvent(media.pause);
  const sound = useEffectEvent(media.resume);
  useEffect(() => {
    silence();
    return () => {
      sound();
    };
  }, []);
  return (
    <CalmPage
      title={parts.product}
      numbers={{ crisisLine: settings.crisis_line, emergencyNumber: settings.emergency_number }}
    >
      <div className="column">
        <h1 className="hero">{entrance.replaced.hero}</h1>
        <p className="lead">{entrance.replaced.lead}</p>
        <div className="row">
          <Button kind="go" big onPress={onTake}>
            {entrance.replaced.take}
          </Button>
        </div>
      </div>
    </CalmPage>
  );
}
