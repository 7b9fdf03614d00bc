// Who may not come back, and the way to lift it.
import { Button } from "../../../parts/button";
import { Initial } from "../../../parts/slip";
import type { Ban } from "../../../protocol";
import { useSession } from "../../../session_context";
import { useWords, type Words } from "../../../words/words";
import { UserMinusIcon } from "../icons";
import { useRoom } from "../room_context";
import { Section } from "./section";

function why(ban: Ban, words: Words["room"]): string {
  const howLong = ban.for_good ? words.people.forGood : words.people.tonight;
  return [words.remove.reasons[ban.reason], howLong, ...(ban.link_closed ? [words.people.linkClosed] : [])].join(" · ");
}

export function Bans() {
  const { state, standing } = useSession();
  const { act } = useRoom();
  const words = useWords().room;
  return (
    <Section icon={UserMinusIcon} heading={words.people.bans(state.bans.length)}>
      <ul className="people">
        {state.bans.map((ban) => (
          <li key={ban.ban_id} className="person">
            <Initial name={ban.name} />
            <div>
              <p className="name">{ban.name}</p>
              <p className="why">{why(ban, words)}</p>
            </div>
            {standing === "facilitator" && <Button aria-label={words.people.liftFor(ban.name)} onPress={() => { void act("LiftBan", { ban_id: ban.ban_id }); }}>{words.people.lift}</Button>}
          </li>
        ))}
      </ul>
    </Section>
  );
}
