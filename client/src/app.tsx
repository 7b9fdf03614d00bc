// Chooses the screen: by the stage of the visit, and in a session by the person's standing and the connection.
import { lazy, Suspense, useEffect, useState, useSyncExternalStore, type ComponentType } from "react";
import type { Media } from "./media/media";
import { MediaProvider } from "./media/media_context";
import { ReachProvider } from "./media/reach_context";
import { watchForThreeShifts } from "./parts/leave_fast";
import { SessionProvider, type SessionHandle } from "./session_context";
import { Agreement } from "./views/agreement/agreement";
import { Ended } from "./views/entrance/ended";
import { LinkFaultPage } from "./views/entrance/link_fault";
import { Opening } from "./views/entrance/opening";
import { Replaced } from "./views/entrance/replaced";
import { GreenRoom } from "./views/green_room/green_room";
import { Lobby } from "./views/lobby/lobby";
import type { Visit } from "./visit";

/** The room is most of the client; it loads while the person gets ready. */
let loadedRoom: ComponentType | null = null;
const loadRoom = async (): Promise<{ default: ComponentType }> => {
  const { Room } = await import("./views/room/room");
  return { default: (loadedRoom = Room) };
};
const RoomOnceLoaded = lazy(loadRoom);

interface VisitProps {
  visit: Visit;
}

interface AppProps extends VisitProps {
  media: Media;
}

export function App({ visit, media }: AppProps) {
  const stage = useSyncExternalStore(visit.subscribe, visit.stage);
  const mediaHandle = useSyncExternalStore(media.subscribe, media.handle);
  useEffect(() => watchForThreeShifts(document), []);
  useEffect(() => void loadRoom(), []);
  useEffect(() => {
    if (stage.kind === "over" || stage.kind === "fault") media.leave();
  }, [stage.kind, media]);
  return (
    <MediaProvider value={mediaHandle}>
      <ReachProvider value={visit.findReach}>
        <Suspense fallback={<Opening />}>
          <Screen visit={visit} />
        </Suspense>
      </ReachProvider>
    </MediaProvider>
  );
}

function Screen({ visit }: VisitProps) {
  const stage = useSyncExternalStore(visit.subscribe, visit.stage);
  const description = useSyncExternalStore(visit.subscribe, () => visit.description);
  const numbers = description && {
    crisisLine: description.crisis_line,
    emergencyNumber: description.emergency_number,
  };
  switch (stage.kind) {
    case "opening":
      return <Opening />;
    case "fault":
      return <LinkFaultPage code={stage.code} numbers={numbers} onAgain={() => void visit.again()} />;
    case "green_room":
      return (
        description && <GreenRoom description={description} onEnter={(entry) => void visit.enter(entry)} />
      );
    case "agreement":
      return (
        description?.agreement && (
          <Agreement
            agreement={description.agreement}
            numbers={numbers}
            onAccept={() => void visit.agree(stage.entry)}
            onBack={() => {
              visit.backToGreenRoom();
            }}
          />
        )
      );
    case "session":
      return <InSession visit={visit} />;
    case "over":
      return <Ended ending={stage.ending} numbers={numbers} onAgain={() => void visit.again()} />;
  }
}

const noWatch = () => () => undefined;

function InSession({ visit }: VisitProps) {
  const { session: store } = visit;
  const session = useSyncExternalStore(store?.subscribe ?? noWatch, store?.handle ?? (() => null));
  if (!session || !store) return <Opening />;
  return (
    <SessionProvider value={session}>
      <Present
        session={session}
        onTake={() => {
          store.connection.reopen();
        }}
      />
    </SessionProvider>
  );
}

function Present({ session, onTake }: { session: SessionHandle; onTake: () => void }) {
  if (session.connection.kind === "replaced") return <Replaced onTake={onTake} />;
  return session.standing === "waiting" ? <Lobby /> : <Room />;
}

/** A room that is there is drawn at once: even then `lazy` would show the fallback first, which React keeps for 0.3 s. */
function Room() {
  const [View] = useState(() => loadedRoom ?? RoomOnceLoaded);
  return <View />;
}
